package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.process.Forked;
import ai.meterr.testkit.replay.Recordings;
import ai.meterr.testkit.replay.Replay;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded traffic through a running Meterr: what came out is what went in, and every exchange is
 * one event.
 */
@Tag("slow")
class ReplayTest {
  private static final int ROUNDS = 3;
  private static final long SEED = 20261124;
  private static final Path OURS = Path.of("src", "test", "recordings").toAbsolutePath();

  /** Much more traffic, which is not ours to keep here: used where it lies beside the project. */
  private static final Path SHARED =
      Path.of("..", "..", "shared", "recordings").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void our_recordings_pass_unchanged_and_are_metered() throws Exception {
    replay(OURS);
  }

  @Test
  void all_recordings_at_hand_pass_unchanged_and_are_metered() throws Exception {
    boolean there = Files.isDirectory(SHARED);
    System.out.println(
        "shared recordings: " + (there ? SHARED : "not here, ours are played again"));
    replay(there ? SHARED : OURS);
  }

  private void replay(Path recordings) throws InterruptedException {
    Replay.Report report =
        Replay.run(
            Recordings.in(recordings, List.of("openai", "anthropic", "gemini")),
            ROUNDS,
            SEED,
            this::start);
    System.out.printf(
        "replay: %d exchanges, %d usages checked, %d differences%n",
        report.exchanges(), report.usages(), report.differences().size());
    assertThat(report.differences()).isEmpty();
    assertThat(report.usages()).isPositive();
  }

  private Replay.Gateway start(Map<String, URI> bases) {
    Map<String, String> environment =
        new TreeMap<>(Environments.of(folder, URI.create("http://127.0.0.1:9")));
    bases.forEach(
        (provider, base) ->
            environment.put(
                "METERR_" + provider.toUpperCase(Locale.ROOT) + "_BASE_URL", base.toString()));
    Forked meterr = Programs.start(environment, "serve");
    try {
      URI address = meterr.address();
      return new Replay.Gateway() {
        @Override
        public URI address() {
          return address;
        }

        @Override
        public String key() {
          return Environments.KEY;
        }

        @Override
        public void close() {
          stop(meterr);
        }
      };
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void stop(Forked meterr) {
    try {
      meterr.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
