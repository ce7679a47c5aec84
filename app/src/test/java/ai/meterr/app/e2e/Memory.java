package ai.meterr.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The resident memory of a process ({@code VmRSS} of Linux), looked at ten times a second. */
final class Memory implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final String FIELD = "VmRSS:";

  private final long process;
  private final long before;
  private final Thread watcher;
  private volatile long most;

  private Memory(long process) {
    this.process = process;
    this.before = bytes();
    this.most = before;
    this.watcher = Thread.ofVirtual().start(this::watch);
  }

  static Memory watch(long process) {
    return new Memory(process);
  }

  /** Bytes when the watch began. */
  long before() {
    return before;
  }

  /** The most bytes seen since, those of just now included. */
  long most() {
    return Math.max(most, bytes());
  }

  long growth() {
    return most() - before;
  }

  private void watch() {
    try {
      while (true) {
        most = Math.max(most, bytes());
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException closed) {
      // nobody asks any more
    }
  }

  private long bytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process), "status"))) {
        if (line.startsWith(FIELD)) {
          return Long.parseLong(line.substring(FIELD.length()).replace("kB", "").strip()) << 10;
        }
      }
      throw new IllegalStateException("process " + process + " has ended");
    } catch (IOException e) {
      throw new UncheckedIOException("reading the memory of process " + process, e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    watcher.interrupt();
    watcher.join();
  }
}
