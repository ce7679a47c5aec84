package ai.meterr.bench.tokens;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

/**
 * Real text that a Debian machine with a JDK has: the Debian Administrator's Handbook in many
 * languages, and the JDK's own sources. Cut into documents of 48,000 characters.
 */
final class Corpora {
  private static final Path HANDBOOK = Path.of("/usr/share/doc/debian-handbook/html");
  private static final int CHARACTERS = 5_000_000;
  private static final int DOCUMENT = 48_000;
  private static final Pattern SCRIPT = Pattern.compile("(?s)<(script|style).*?</\\1>");
  private static final Pattern BLOCK = Pattern.compile("<(p|li|h\\d|tr|pre|div|dt|dd)\\b[^>]*>");
  private static final Pattern TAG = Pattern.compile("<[^>]+>");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*(.*?)\\*/");
  private static final Pattern MARGIN = Pattern.compile("(?m)^\\s*\\* ?");
  private static final Pattern LINES = Pattern.compile("\\s*\\n\\s*");

  private Corpora() {}

  /** Documents by the name of their corpus; written into the folder too, for the other peers. */
  static Map<String, List<byte[]>> write(Path folder) throws IOException {
    String languages =
        interleaved(
            List.of(
                "ja-JP", "zh-CN", "zh-TW", "ko-KR", "ru-RU", "ar-MA", "el-GR", "fa-IR", "vi-VN",
                "de-DE", "fr-FR", "es-ES"));
    String sources = sources();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("prose", handbook("en-US") + "\n" + comments(sources));
    texts.put("code", sources);
    texts.put("multilingual", languages);
    texts.put("cjk", languages.lines().filter(Corpora::isCjk).collect(Collectors.joining("\n")));
    Map<String, List<byte[]>> documents = new LinkedHashMap<>();
    for (var text : texts.entrySet()) {
      List<byte[]> cut = documents(text.getValue());
      documents.put(text.getKey(), cut);
      Files.write(folder.resolve(text.getKey() + ".docs"), packed(cut));
    }
    return documents;
  }

  /** Texts that quadratic counters take minutes for, by name; written into the folder too. */
  static Map<String, byte[]> writeHostile(Path folder) throws IOException {
    var random = new Random(20261124);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("a", "a".repeat(1_000_000));
    texts.put("space", " ".repeat(1_000_000));
    texts.put("digit", "7".repeat(1_000_000));
    texts.put("emoji", "😀".repeat(250_000));
    texts.put("letters", random(random, "abcdefghijklmnopqrstuvwxyz"));
    texts.put(
        "base64",
        random(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"));
    texts.put("ideograph", "漢".repeat(333_333));
    Map<String, byte[]> hostile = new LinkedHashMap<>();
    for (var text : texts.entrySet()) {
      byte[] bytes = text.getValue().getBytes(StandardCharsets.UTF_8);
      hostile.put(text.getKey(), bytes);
      Files.write(folder.resolve(text.getKey() + ".hostile"), bytes);
    }
    return hostile;
  }

  private static String random(Random random, String characters) {
    var text = new StringBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString();
  }

  private static String handbook(String language) throws IOException {
    var text = new StringBuilder();
    try (var files = Files.list(HANDBOOK.resolve(language))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".html")).sorted().toList()) {
        String html = SCRIPT.matcher(Files.readString(file)).replaceAll("");
        String plain = TAG.matcher(BLOCK.matcher(html).replaceAll("\n")).replaceAll("");
        text.append(LINES.matcher(unescaped(plain)).replaceAll("\n")).append('\n');
      }
    }
    return text.toString();
  }

  private static String unescaped(String html) {
    return html.replace("&nbsp;", "\u00a0")
        .replace("&#160;", "\u00a0")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  private static String interleaved(List<String> languages) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String language : languages) {
      texts.add(handbook(language));
    }
    var mixed = new StringBuilder();
    for (int from = 0; mixed.length() < CHARACTERS; from += DOCUMENT) {
      int before = mixed.length();
      for (String text : texts) {
        mixed.append(text, Math.min(from, text.length()), Math.min(from + DOCUMENT, text.length()));
      }
      if (mixed.length() == before) {
        break;
      }
    }
    return mixed.toString();
  }

  private static boolean isCjk(String line) {
    long wide =
        line.chars().filter(c -> c >= 0x3000 && c <= 0x9fff || c >= 0xac00 && c <= 0xd7a3).count();
    return wide * 2 > line.length();
  }

  private static String sources() throws IOException {
    var text = new StringBuilder();
    try (var zip =
        new ZipFile(Path.of(System.getProperty("java.home"), "lib", "src.zip").toFile())) {
      for (var entry : zip.stream().filter(e -> e.getName().endsWith(".java")).toList()) {
        if (entry.getName().startsWith("java.base/java/") && text.length() < CHARACTERS) {
          text.append(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return text.toString();
  }

  private static String comments(String sources) {
    return COMMENT
        .matcher(sources)
        .results()
        .map(comment -> TAG.matcher(MARGIN.matcher(comment.group(1)).replaceAll("")).replaceAll(""))
        .map(comment -> LINES.matcher(comment).replaceAll(" ").strip())
        .filter(comment -> comment.length() > 300 && !comment.contains("@param"))
        .collect(Collectors.joining("\n\n"));
  }

  private static List<byte[]> documents(String text) {
    List<byte[]> documents = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int end = Math.min(from + DOCUMENT, text.length());
      if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
        end++;
      }
      documents.add(text.substring(from, end).getBytes(StandardCharsets.UTF_8));
      from = end;
    }
    return documents;
  }

  private static byte[] packed(List<byte[]> documents) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    for (byte[] document : documents) {
      out.writeInt(Integer.reverseBytes(document.length));
      out.write(document);
    }
    return Arrays.copyOf(bytes.toByteArray(), bytes.size());
  }
}
