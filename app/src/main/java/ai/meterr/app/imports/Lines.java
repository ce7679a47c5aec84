package ai.meterr.app.imports;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Files of one JSON object a line. */
final class Lines {
  private Lines() {}

  /** What one line becomes. */
  @FunctionalInterface
  interface Line {
    void read(String line) throws BadRecord;
  }

  /** Reads on behind a line that is no record, and tells of it. */
  static void each(Path file, Imported imported, Line each) throws IOException {
    int number = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(ImportFormat.open(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        try {
          each.read(line);
        } catch (BadRecord bad) {
          imported.notImported(file + ":" + number, String.valueOf(bad.getMessage()));
        }
      }
    }
  }
}
