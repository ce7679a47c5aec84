package ai.meterr.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The demo's folder. One whose first start was cut short is thrown away: half a history would be
 * doubled by the next one.
 */
final class DemoData {
  private static final String COMPLETE = "history.complete";

  private DemoData() {}

  static boolean isComplete(Path data) {
    return Files.exists(data.resolve(COMPLETE));
  }

  static void complete(Path data) {
    try {
      Files.createFile(data.resolve(COMPLETE));
    } catch (IOException e) {
      throw new UncheckedIOException("finishing the demo's first start", e);
    }
  }

  static void clearUnlessComplete(Path data) {
    if (isComplete(data) || !Files.isDirectory(data)) {
      return;
    }
    try (Stream<Path> files = Files.walk(data)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("clearing " + data, e);
    }
  }
}
