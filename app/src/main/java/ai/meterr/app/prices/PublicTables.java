package ai.meterr.app.prices;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public tables in a folder: {@code genai-prices*.json.gz}, {@code litellm*.json.gz}. */
public final class PublicTables {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private PublicTables() {}

  /** All differences to all tables of the folder, table by table. */
  public static List<String> differences(TableDifferences book, Path folder, Instant now)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (PublicTable table : in(folder, now)) {
      lines.addAll(book.with(table));
    }
    return lines;
  }

  private static List<PublicTable> in(Path folder, Instant now) throws IOException {
    List<PublicTable> tables = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("genai-prices") && name.endsWith(".json.gz")) {
          tables.add(new GenaiTable(read(file), now.atZone(ZoneOffset.UTC).toLocalDate()));
        } else if (name.startsWith("litellm") && name.endsWith(".json.gz")) {
          tables.add(new LitellmTable(read(file)));
        }
      }
    }
    return tables;
  }

  private static JsonNode read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return JSON.readTree(in);
    }
  }
}
