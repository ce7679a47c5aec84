package ai.meterr.bench;

import ai.meterr.testkit.process.Forked;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code ./meterr serve} with a data folder of its own and an organization with one key. */
record Launched(Forked process, URI address, Path data) implements AutoCloseable {
  static final String KEY = "mtr_bench0123456789abcdefghijklm";

  static Launched start(Path data, Map<String, URI> bases) throws InterruptedException {
    return start(data, bases, Map.of());
  }

  /**
   * @param more variables of the environment
   */
  static Launched start(Path data, Map<String, URI> bases, Map<String, String> more)
      throws InterruptedException {
    Map<String, String> environment = new TreeMap<>(more);
    environment.put("METERR_DATA", data.toString());
    environment.put("METERR_PORT", "0");
    environment.put("METERR_INIT_ORGANIZATION", "Bench");
    environment.put("METERR_INIT_EMAIL", "bench@example.com");
    environment.put("METERR_INIT_PASSWORD", "a password of the benchmark");
    environment.put("METERR_INIT_KEY", KEY);
    bases.forEach(
        (provider, base) -> {
          String prefix = "METERR_" + provider.toUpperCase(Locale.ROOT);
          environment.put(prefix + "_BASE_URL", base.toString());
          environment.put(prefix + "_API_KEY", "sk-of-the-benchmark");
        });
    String launcher = Path.of(System.getProperty("meterr.home", "."), "meterr").toString();
    Forked process = Forked.start(List.of(launcher), environment, "serve");
    return new Launched(process, process.address(), data);
  }

  /** The embedded PostgreSQL, which is no child of Meterr's. */
  long databaseProcess() throws IOException {
    Path pid = data.resolve("postgresql").resolve("data").resolve("postmaster.pid");
    return Long.parseLong(Files.readAllLines(pid).getFirst().strip());
  }

  @Override
  public void close() {
    try {
      process.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
