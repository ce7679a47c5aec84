package ai.meterr.bench.faults;

import ai.meterr.storage.database.Server;
import ai.meterr.storage.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * The embedded PostgreSQL in hands that break it: stopped as a crash would, started again (each
 * time on another port), put back to what it was.
 */
final class Cluster implements AutoCloseable {
  private final Path folder;
  private final SecureRandom random;
  private EmbeddedPostgres postgres;

  private Cluster(Path folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
    this.postgres = EmbeddedPostgres.start(folder, random);
  }

  /**
   * @param folder as {@code METERR_DATA}
   */
  static Cluster start(Path folder, SecureRandom random) {
    return new Cluster(folder, random);
  }

  Server server() {
    return postgres.server();
  }

  private Path data() {
    return folder.resolve("postgresql").resolve("data");
  }

  private Path older() {
    return folder.resolve("postgresql").resolve("older");
  }

  /** PostgreSQL's immediate stop: nothing is written any more, the next start recovers. */
  void stopAtOnce() throws IOException, InterruptedException {
    long pid =
        Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst().strip());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    run("kill", "-QUIT", String.valueOf(pid));
    try {
      postmaster.onExit().get();
    } catch (ExecutionException e) {
      throw new IOException("waiting for PostgreSQL's end", e);
    }
    postgres.close();
  }

  void startAgain() {
    postgres = EmbeddedPostgres.start(folder, random);
  }

  /** Keeps what the stopped server has now. */
  void keepCopy() throws IOException, InterruptedException {
    run("rm", "-rf", older().toString());
    run("cp", "-a", data().toString(), older().toString());
  }

  /** Gives the stopped server what was kept. */
  void putBackCopy() throws IOException, InterruptedException {
    run("rm", "-rf", data().toString());
    run("mv", older().toString(), data().toString());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(List.of(command) + " ended with " + status);
    }
  }

  @Override
  public void close() {
    postgres.close();
  }
}
