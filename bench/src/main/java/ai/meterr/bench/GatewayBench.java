package ai.meterr.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
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
  /** A process that uses less CPU than this in that time has nothing left to do. */
  private static final Duration REST = Duration.ofMillis(500);

  private static final long REST_CPU_MICROS = 50_000;
  private static final Duration REST_MAX = Duration.ofSeconds(60);

  @Option(names = "--rounds", description = "interleaved rounds (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--seconds", description = "of each measurement (default: ${DEFAULT-VALUE})")
  private int seconds = 10;

  @Option(
      names = "--warm-up",
      description = "seconds of each way before that (default: ${DEFAULT-VALUE})")
  private int warmUpSeconds = 20;

  @Option(names = "--connections", description = "at once (default: ${DEFAULT-VALUE})")
  private int connections = 64;

  @Option(
      names = "--profile",
      description = "then runs Meterr once more and prints where its CPU time goes")
  private boolean profile;

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

  /**
   * A way to the provider.
   *
   * @param process whose CPU time counts
   * @param database the process that brings the ledger into tables, behind the calls
   */
  private record Way(String title, URI address, OptionalLong process, OptionalLong database) {}

  /** What one measurement of one way showed. */
  private record Measured(Wrk.Result load, long cpuMicros, long databaseMicros) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("meterr-bench");
    int provider = freePort();
    int proxy = freePort();
    URI direct = local(provider);
    try (Nginx nginx = Nginx.start(folder, provider, proxy);
        Launched meterr = Launched.start(folder.resolve("data"), Map.of("openai", direct))) {
      Way through =
          new Way(
              "Meterr",
              meterr.address(),
              OptionalLong.of(meterr.process().pid()),
              OptionalLong.of(meterr.databaseProcess()));
      List<Way> ways =
          List.of(
              new Way("direct", direct, OptionalLong.empty(), OptionalLong.empty()),
              new Way(
                  "nginx `proxy_pass`",
                  local(proxy),
                  OptionalLong.of(nginx.proxyProcess()),
                  OptionalLong.empty()),
              through);
      System.out.printf(
          "%d cores; %s; Java %s; %d connections; median of %d rounds of %d s%n%n",
          Runtime.getRuntime().availableProcessors(),
          nginx.version(),
          Runtime.version(),
          connections,
          rounds,
          seconds);
      System.out.println(
          "| | | requests/s | CPU µs/request | database µs/request | p50 ms | p99 ms | errors |");
      System.out.println("|---|---|--:|--:|--:|--:|--:|--:|");
      for (Kind kind : Kind.values()) {
        measure(kind, folder, ways);
      }
      if (profile) {
        for (Kind kind : Kind.values()) {
          profile(kind, folder, through, meterr.process().pid());
        }
      }
    }
    return 0;
  }

  private void measure(Kind kind, Path folder, List<Way> ways)
      throws IOException, InterruptedException {
    for (Way way : ways) {
      load(way, kind, folder, Duration.ofSeconds(warmUpSeconds));
    }
    List<List<Measured>> seen = new ArrayList<>();
    ways.forEach(way -> seen.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < ways.size(); i++) {
        seen.get(i).add(load(ways.get(i), kind, folder, Duration.ofSeconds(seconds)));
      }
    }
    for (int i = 0; i < ways.size(); i++) {
      print(kind, ways.get(i), seen.get(i));
    }
  }

  private Measured load(Way way, Kind kind, Path folder, Duration time)
      throws IOException, InterruptedException {
    Path script = Wrk.script(folder, kind.stream, Launched.KEY);
    long cpuBefore = CpuTime.microsOfTree(way.process);
    long databaseBefore = CpuTime.microsOfTree(way.database);
    Wrk.Result load = Wrk.run(way.address, script, connections, time);
    awaitRest(way);
    return new Measured(
        load,
        CpuTime.microsOfTree(way.process) - cpuBefore,
        CpuTime.microsOfTree(way.database) - databaseBefore);
  }

  /** What Meterr does behind the calls belongs to this measurement, not to the next. */
  private static void awaitRest(Way way) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + REST_MAX.toNanos();
    long before;
    long now = CpuTime.microsOfTree(way.process);
    do {
      before = now;
      Thread.sleep(REST);
      now = CpuTime.microsOfTree(way.process);
    } while (now - before > REST_CPU_MICROS && System.nanoTime() < deadline);
  }

  private static void print(Kind kind, Way way, List<Measured> seen) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.0f | %s | %s | %.2f | %.2f | %d |%n",
        kind.title,
        way.title,
        median(seen, one -> one.load.perSecond()),
        perRequest(way.process, seen, Measured::cpuMicros),
        perRequest(way.database, seen, Measured::databaseMicros),
        median(seen, one -> one.load.p50Millis()),
        median(seen, one -> one.load.p99Millis()),
        seen.stream().mapToLong(one -> one.load.errors()).sum());
  }

  private static String perRequest(
      OptionalLong process, List<Measured> seen, ToLongFunction<Measured> micros) {
    return process.isEmpty()
        ? "–"
        : String.format(
            Locale.ROOT,
            "%.0f",
            median(seen, one -> (double) micros.applyAsLong(one) / one.load.requests()));
  }

  private void profile(Kind kind, Path folder, Way meterr, long process)
      throws IOException, InterruptedException {
    FlightRecorder recorder = FlightRecorder.start(process, folder);
    Measured seen = load(meterr, kind, folder, Duration.ofSeconds(seconds));
    Path recording = recorder.stop(kind.name().toLowerCase(Locale.ROOT));
    System.out.printf(
        "%n%s: %d requests, %d ms of CPU; %s%n%n",
        kind.title, seen.load.requests(), seen.cpuMicros / 1000, recording);
    Profile.of(recording).print(System.out);
  }

  private static double median(List<Measured> seen, ToDoubleFunction<Measured> figure) {
    double[] sorted = seen.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
