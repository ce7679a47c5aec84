package ai.meterr.app.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files with a header and a row for each period of something, as providers export usage. */
final class CsvRows {
  private CsvRows() {}

  /** What one row becomes. */
  @FunctionalInterface
  interface Each {
    void read(Row row) throws BadRecord;
  }

  /** Reads on behind a row that makes no sense, and tells of it. */
  static void each(Path file, Imported imported, Each each) throws IOException {
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(ImportFormat.open(file))) {
      for (NamedCsvRecord record : csv) {
        try {
          each.read(new Row(record));
        } catch (BadRecord bad) {
          imported.notImported(
              file + ":" + record.getStartingLineNumber(), String.valueOf(bad.getMessage()));
        }
      }
    } catch (CsvParseException | UncheckedIOException malformed) {
      imported.notImported(file.toString(), "from some row on it is not CSV");
    }
  }

  /** A row; columns that are not there are empty, as are those that say nothing. */
  record Row(NamedCsvRecord record) {
    String text(String column) {
      return record.findField(column).orElse("").strip();
    }

    /** Null where it says nothing. */
    @Nullable String told(String column) {
      String text = text(column);
      return text.isEmpty() ? null : text;
    }

    String required(String column) throws BadRecord {
      String text = text(column);
      if (text.isEmpty()) {
        throw new BadRecord("it has no " + column);
      }
      return text;
    }

    /** 0 where it says nothing. */
    long count(String column) throws BadRecord {
      String text = text(column);
      if (text.isEmpty()) {
        return 0;
      }
      try {
        long count = new BigDecimal(text).longValueExact();
        if (count >= 0) {
          return count;
        }
      } catch (ArithmeticException | NumberFormatException noCount) {
        // told below
      }
      throw new BadRecord("its " + column + " is no count");
    }

    /** All that it says. */
    String all() {
      return String.join("\u001f", record.getFields());
    }
  }
}
