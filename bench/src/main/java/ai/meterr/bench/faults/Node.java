package ai.meterr.bench.faults;

import ai.meterr.testkit.process.Forked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One Meterr with a data folder of its own, started as often as a trial wants. */
final class Node implements AutoCloseable {
  private final List<String> program;
  private final Path data;
  private final Map<String, String> environment;
  private @Nullable Forked process;

  Node(List<String> program, Path data, Map<String, String> environment) {
    this.program = program;
    this.data = data;
    this.environment = environment;
  }

  /**
   * A Java that runs Meterr's classes, and starts fast: that is what a trial waits for most.
   *
   * @param classPath as Java wants it
   * @param options more of Java's own
   */
  static List<String> program(String classPath, String... options) {
    List<String> program = new ArrayList<>();
    program.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    program.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    program.addAll(List.of(options));
    program.addAll(List.of("-cp", classPath, "ai.meterr.app.Main"));
    return List.copyOf(program);
  }

  Path journal() {
    return data.resolve("journal");
  }

  /** Begins to start. */
  void launch() {
    process = Forked.start(program, environment, "serve");
  }

  /** Where it serves; waits until it does. */
  URI address() throws InterruptedException {
    return process().address();
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process().killGroup();
    keepOutput();
  }

  /** SIGTERM; returns the exit status. */
  int terminate() throws InterruptedException {
    int status = process().terminate();
    keepOutput();
    return status;
  }

  /** The exit status of one that ends by itself. */
  int awaitEnd() throws InterruptedException {
    int status = process().awaitEnd();
    keepOutput();
    return status;
  }

  private Forked process() {
    return Objects.requireNonNull(process, "the node was never launched");
  }

  /** For who looks at a red trial. */
  private void keepOutput() {
    List<String> lines = new ArrayList<>(process().out());
    lines.addAll(process().err());
    lines.add("-----");
    try {
      Files.write(
          data.resolve("output.txt"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("keeping what a node printed", e);
    }
  }

  @Override
  public void close() {
    try {
      if (process != null) {
        process.killGroup();
        keepOutput();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
