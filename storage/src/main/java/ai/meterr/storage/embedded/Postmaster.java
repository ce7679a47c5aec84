package ai.meterr.storage.embedded;

import ai.meterr.storage.database.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server process of one cluster folder, as {@code postmaster.pid} tells. Whatever process has
 * that id now is only taken for it where its command line names this very folder.
 */
record Postmaster(ProcessHandle process) {
  private static final long FAST_SECONDS = 60;
  private static final long IMMEDIATE_SECONDS = 20;

  /** In {@code postmaster.pid}, counted from 0. */
  private static final int PORT_LINE = 3;

  /** The server that runs on this folder, if one does. */
  static Optional<Postmaster> running(Path cluster) throws IOException {
    Path file = cluster.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        .filter(process -> isServerOf(cluster, process))
        .map(Postmaster::new);
  }

  /** The port of the server that runs on this folder and is ready, if one does. */
  static Optional<Integer> port(Path cluster) throws IOException {
    if (running(cluster).isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
    return lines.size() > PORT_LINE && lines.get(PORT_LINE).strip().matches("[0-9]{1,5}")
        ? Optional.of(Integer.parseInt(lines.get(PORT_LINE).strip()))
        : Optional.empty();
  }

  private static boolean isServerOf(Path cluster, ProcessHandle process) {
    return process
        .info()
        .arguments()
        .map(arguments -> List.of(arguments).contains(cluster.toString()))
        .orElseGet(() -> process.info().commandLine().orElse("").contains(" " + cluster));
  }

  /**
   * Ends the server: clients are cut off, all is written. Where it does not end in time it is
   * killed as a crash would, which loses nothing: the next start recovers.
   *
   * @throws CannotStart where it cannot be ended
   */
  void stop() throws IOException {
    if (signal("INT", FAST_SECONDS) || signal("QUIT", IMMEDIATE_SECONDS)) {
      return;
    }
    throw new CannotStart(
        "the PostgreSQL of this data folder (process " + process.pid() + ") does not stop: end it");
  }

  private boolean signal(String signal, long seconds) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      process.onExit().get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException("waiting for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
