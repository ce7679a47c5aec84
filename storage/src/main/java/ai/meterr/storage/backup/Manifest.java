package ai.meterr.storage.backup;

import ai.meterr.storage.backup.Table.Partition;
import ai.meterr.storage.database.CannotStart;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What a backup says of itself.
 *
 * @param migration the last one that the database had
 * @param masterKey fingerprint of the key that its secrets are sealed with
 * @param tables in an order in which they can be filled
 * @param rows per table
 */
record Manifest(
    Instant madeAt,
    String migration,
    String masterKey,
    List<Table> tables,
    Map<String, Long> rows) {
  static final String ENTRY = "backup.properties";
  private static final String FORMAT = "1";

  Manifest {
    tables = List.copyOf(tables);
    rows = Map.copyOf(rows);
  }

  static String entryOf(Table table) {
    return "tables/" + table.name() + ".copy";
  }

  long totalRows() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  byte[] write() {
    Properties properties = new Properties();
    properties.setProperty("format", FORMAT);
    properties.setProperty("made_at", madeAt.toString());
    properties.setProperty("migration", migration);
    properties.setProperty("master_key_fingerprint", masterKey);
    properties.setProperty("tables", String.join(" ", tables.stream().map(Table::name).toList()));
    for (Table table : tables) {
      String prefix = "table." + table.name();
      properties.setProperty(prefix + ".columns", String.join(" ", table.columns()));
      properties.setProperty(prefix + ".rows", String.valueOf(rows.getOrDefault(table.name(), 0L)));
      properties.setProperty(
          prefix + ".partitions",
          String.join(",", table.partitions().stream().map(Partition::text).toList()));
    }
    StringWriter text = new StringWriter();
    try {
      properties.store(text, "A backup of Meterr's database");
    } catch (IOException e) {
      throw new IllegalStateException("a text takes everything", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static Manifest read(byte[] bytes) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      throw notABackup();
    }
    if (!FORMAT.equals(properties.getProperty("format"))) {
      throw new CannotStart(
          "the backup has format "
              + properties.getProperty("format")
              + ", this Meterr reads format "
              + FORMAT);
    }
    List<Table> tables = new ArrayList<>();
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String name : words(properties, "tables", " ")) {
      String prefix = "table." + name;
      tables.add(
          new Table(
              name,
              words(properties, prefix + ".columns", " "),
              words(properties, prefix + ".partitions", ",").stream()
                  .map(Partition::parse)
                  .toList()));
      rows.put(name, Long.valueOf(text(properties, prefix + ".rows")));
    }
    return new Manifest(
        Instant.parse(text(properties, "made_at")),
        text(properties, "migration"),
        text(properties, "master_key_fingerprint"),
        tables,
        rows);
  }

  private static List<String> words(Properties properties, String name, String separator) {
    String text = text(properties, name);
    return text.isEmpty() ? List.of() : List.of(text.split(separator));
  }

  private static String text(Properties properties, String name) {
    String text = properties.getProperty(name);
    if (text == null) {
      throw notABackup();
    }
    return text;
  }

  static CannotStart notABackup() {
    return new CannotStart("the file is no backup that `meterr backup` made, or not all of it");
  }
}
