package ai.meterr.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The provider answers from memory (nginx), so that what is measured is the way there: direct,
 * through nginx's own {@code proxy_pass}, which reads nothing and is the floor, and through Meterr
 * with key, usage, price and journal. Rounds are interleaved, figures are medians.
 */
@Command(
    name = "gateway",
    description = {
      "Calls a provider that answers from memory: direct, through nginx proxy_pass, and through",
      "Meterr with key, price and journal. Needs nginx and wrk."
    },
    mixinStandardHelpOptions = true)
final class GatewayBench implements Callable<Integer> {
  @Option(names = "--rounds", description = "interleaved rounds (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--seconds", description = "of each measurement (default: ${DEFAULT-VALUE})")
  private int seconds = 10;

  @Option(names = "--connections", description = "at once (default: ${DEFAULT-VALUE})")
  private int connections = 64;

  private enum Way {
    DIRECT("direct"),
    NGINX("nginx `proxy_pass`"),
    METERR("Meterr");

    private final String title;

    Way(String title) {
      this.title = title;
    }
  }

  private enum Kind {
    PLAIN("plain, 2 KB", false),
    STREAM("stream, 100 frames", true);

    private final String title;
    private final boolean stream;

    Kind(String title, boolean stream) {
      this.title = title;
      this.stream = stream;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("meterr-bench");
    int provider = freePort();
    int proxy = freePort();
    try (Nginx nginx = Nginx.start(folder, provider, proxy);
        Launched meterr =
            Launched.start(
                folder.resolve("data"),
                Map.of("openai", URI.create("http://127.0.0.1:" + provider)))) {
      Map<Way, URI> addresses = new EnumMap<>(Way.class);
      addresses.put(Way.DIRECT, URI.create("http://127.0.0.1:" + provider));
      addresses.put(Way.NGINX, URI.create("http://127.0.0.1:" + proxy));
      addresses.put(Way.METERR, meterr.address());
      Map<Way, Long> processes = new EnumMap<>(Way.class);
      processes.put(Way.NGINX, nginx.proxyWorker());
      processes.put(Way.METERR, meterr.process().pid());
      print(nginx.version());
      for (Kind kind : Kind.values()) {
        measure(kind, folder, addresses, processes);
      }
    }
    return 0;
  }

  private static void print(String nginxVersion) {
    System.out.printf(
        "%d cores; %s; Java %s%n%n",
        Runtime.getRuntime().availableProcessors(), nginxVersion, Runtime.version());
    System.out.println("| | | requests/s | × nginx | CPU µs/request | p50 ms | p99 ms | errors |");
    System.out.println("|---|---|--:|--:|--:|--:|--:|--:|");
  }

  private void measure(Kind kind, Path folder, Map<Way, URI> addresses, Map<Way, Long> processes)
      throws IOException, InterruptedException {
    Path script = Wrk.script(folder, kind.stream, Launched.KEY);
    Map<Way, List<Measured>> seen = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      Wrk.run(addresses.get(way), script, connections, Duration.ofSeconds(5));
    }
    for (int round = 0; round < rounds; round++) {
      for (Way way : Way.values()) {
        Long process = processes.get(way);
        long before = process == null ? 0 : CpuTime.micros(process);
        Wrk.Result result =
            Wrk.run(addresses.get(way), script, connections, Duration.ofSeconds(seconds));
        long used = process == null ? 0 : CpuTime.micros(process) - before;
        seen.computeIfAbsent(way, any -> new ArrayList<>()).add(new Measured(result, used));
      }
    }
    double floor = median(seen.get(Way.NGINX), measured -> measured.result.perSecond());
    for (Way way : Way.values()) {
      List<Measured> all = seen.get(way);
      double perSecond = median(all, measured -> measured.result.perSecond());
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %.0f | %.2f | %s | %.2f | %.2f | %d |%n",
          kind.title,
          way.title,
          perSecond,
          perSecond / floor,
          way == Way.DIRECT
              ? "–"
              : String.format(
                  Locale.ROOT,
                  "%.0f",
                  median(all, one -> (double) one.cpuMicros / one.result.requests())),
          median(all, measured -> measured.result.p50Millis()),
          median(all, measured -> measured.result.p99Millis()),
          all.stream().mapToLong(measured -> measured.result.errors()).sum());
    }
  }

  private record Measured(Wrk.Result result, long cpuMicros) {}

  private interface Figure {
    double of(Measured measured);
  }

  private static double median(List<Measured> all, Figure figure) {
    double[] sorted = all.stream().mapToDouble(figure::of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
