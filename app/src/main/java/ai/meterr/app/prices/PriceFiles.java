package ai.meterr.app.prices;

import ai.meterr.pricing.BadPriceBook;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.Tariff;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The price book that comes with Meterr, or one in a folder: a YAML file for each provider. */
public final class PriceFiles {
  /** The files of {@code prices/}: a jar cannot be listed as quickly as they can be named. */
  static final List<String> BUNDLED =
      List.of(
          "alibaba.yaml",
          "anthropic.yaml",
          "azure.yaml",
          "bedrock.yaml",
          "cerebras.yaml",
          "cloudflare.yaml",
          "cohere.yaml",
          "deepseek.yaml",
          "fireworks.yaml",
          "gemini.yaml",
          "groq.yaml",
          "mistral.yaml",
          "moonshot.yaml",
          "ollama.yaml",
          "openai.yaml",
          "openrouter.yaml",
          "perplexity.yaml",
          "together.yaml",
          "vertex.yaml",
          "vertex_anthropic.yaml",
          "voyage.yaml",
          "xai.yaml",
          "zai.yaml");

  private PriceFiles() {}

  /**
   * The price book that came with this version: {@code /prices/*.yaml} on the class path.
   *
   * @throws BadPriceBook naming file and line
   */
  public static PriceBook load() {
    // side by side: cold, a file takes longer to read than to fetch
    return new PriceBook(BUNDLED.parallelStream().map(PriceFiles::bundled).toList());
  }

  private static Tariff bundled(String name) {
    try (InputStream in = PriceFiles.class.getResourceAsStream("/prices/" + name)) {
      if (in == null) {
        throw new BadPriceBook("/prices/" + name + " is not on the class path");
      }
      return TariffFile.read(name, new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read /prices/" + name, e);
    }
  }

  /**
   * All {@code *.yaml} files of a folder.
   *
   * @throws BadPriceBook naming file and line
   */
  public static PriceBook load(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Tariff> tariffs = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        try (Reader in = Files.newBufferedReader(file)) {
          tariffs.add(TariffFile.read(file.getFileName().toString(), in));
        }
      }
      return new PriceBook(tariffs);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the prices in " + folder, e);
    }
  }
}
