package ai.meterr.bench;

import ai.meterr.testkit.replay.Recordings;
import ai.meterr.testkit.replay.Replay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    description = {
      "Sends recorded provider traffic through a running gateway and compares status, bytes,"
          + " events",
      "and usage with what was recorded."
    },
    mixinStandardHelpOptions = true)
final class ReplayTool implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "holds PROVIDER.jsonl or PROVIDER.jsonl.gz")
  private Path folder = Path.of(".");

  @Option(
      names = "--provider",
      description = "(default: ${DEFAULT-VALUE})",
      defaultValue = "openai,anthropic,gemini",
      split = ",")
  private List<String> providers = List.of();

  @Option(names = "--rounds", description = "each cut at other places (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--seed", description = "decides the cuts (default: ${DEFAULT-VALUE})")
  private long seed = 20261124;

  @Override
  public Integer call() throws InterruptedException, IOException {
    Path data = Files.createTempDirectory("meterr-replay");
    Replay.Report report =
        Replay.run(Recordings.in(folder, providers), rounds, seed, bases -> start(data, bases));
    report.differences().forEach(System.out::println);
    System.out.printf(
        "%d exchanges, %d usages checked, %d differences, seed %d; data in %s%n",
        report.exchanges(), report.usages(), report.differences().size(), seed, data);
    return report.differences().isEmpty() ? 0 : 1;
  }

  private static Replay.Gateway start(Path data, Map<String, URI> bases) {
    try {
      Launched meterr = Launched.start(data, bases);
      return new Replay.Gateway() {
        @Override
        public URI address() {
          return meterr.address();
        }

        @Override
        public String key() {
          return Launched.KEY;
        }

        @Override
        public void close() {
          meterr.close();
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }
}
