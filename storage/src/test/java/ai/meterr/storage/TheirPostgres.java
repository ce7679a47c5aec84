package ai.meterr.storage;

import static ai.meterr.storage.PostgresForTests.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.storage.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that Meterr does not run: it stops, comes back, and is put back to an older state.
 */
public final class TheirPostgres implements AutoCloseable {
  private final Path folder = PostgresForTests.newFolder();
  private final int port = freePort();
  private @Nullable EmbeddedPostgres running;

  public TheirPostgres() {
    PostgresForTests.shareProgramsWith(folder);
    start();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public void start() {
    running = EmbeddedPostgres.start(folder, port, RANDOM);
  }

  public void stop() {
    Objects.requireNonNull(running).close();
    running = null;
  }

  public String url() {
    EmbeddedPostgres server = Objects.requireNonNull(running);
    return "postgresql://postgres:"
        + URLEncoder.encode(server.server().password(), StandardCharsets.UTF_8)
        + "@127.0.0.1:"
        + port
        + "/meterr";
  }

  /** Keeps what a stopped server holds. */
  public void backUp() {
    run("cp", "-a", cluster(), cluster() + ".backup");
  }

  /** Gives a stopped server what {@link #backUp} kept. */
  public void restore() {
    run("rm", "-rf", cluster());
    run("cp", "-a", cluster() + ".backup", cluster());
  }

  private String cluster() {
    return folder.resolve("postgresql").resolve("data").toString();
  }

  private static void run(String... command) {
    try {
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (running != null) {
      stop();
    }
    PostgresForTests.delete(folder);
  }
}
