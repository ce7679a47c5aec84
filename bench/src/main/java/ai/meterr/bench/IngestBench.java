package ai.meterr.bench;

import ai.meterr.bench.CopyPeer.Copied;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.storage.database.Server;
import ai.meterr.storage.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many reported events a second become durable and counted: an answer of {@code POST
 * /api/v1/events} waits for the journal on disk, then for the ledger's transaction, so the time of
 * a request is the time from event to rollup. Beside it a plain {@code COPY} of the same rows. All
 * of it, senders too, shares this machine.
 */
@Command(
    name = "ingest",
    description = {
      "Sends events to POST /api/v1/events, whose answers wait for journal, raw log and rollups,",
      "beside a plain COPY of the same rows into the same PostgreSQL."
    },
    mixinStandardHelpOptions = true)
final class IngestBench implements Callable<Integer> {
  private static final int COPIED_MAX = 200_000;
  private static final int COPY_ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Pattern REQUESTS = Pattern.compile("\"total\":\\{[^}]*?\"requests\":(\\d+)");

  @Option(names = "--seconds", description = "measured (default: ${DEFAULT-VALUE})")
  private int seconds = 30;

  @Option(
      names = "--warm-up",
      description =
          "seconds before that, in which names and series come (default: ${DEFAULT-VALUE})")
  private int warmUpSeconds = 45;

  @Option(names = "--senders", description = "at once (default: ${DEFAULT-VALUE})")
  private int senders = 16;

  @Option(names = "--batch", description = "events in a request (default: ${DEFAULT-VALUE})")
  private int batch = 1_000;

  @Option(
      names = "--profile",
      description = "then sends for as long again and prints where Meterr's CPU time goes")
  private boolean profile;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * One request, and how long its answer took.
   *
   * @param inTime false: the answer was 503, the events are kept and come into the ledger later
   */
  private record Taken(int events, boolean inTime, long nanos) {}

  /** What one stretch of sending showed. */
  private record Stretch(
      List<Taken> taken, long nanos, long clientMicros, long meterrMicros, long databaseMicros) {
    long sent() {
      return taken.stream().mapToLong(Taken::events).sum();
    }

    long confirmed() {
      return taken.stream().filter(Taken::inTime).mapToLong(Taken::events).sum();
    }

    double perSecond() {
      return confirmed() / (nanos / 1e9);
    }

    double millis(int percent) {
      long[] sorted = taken.stream().mapToLong(Taken::nanos).sorted().toArray();
      return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) * percent / 100] / 1e6;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException, SQLException {
    Path folder = Files.createTempDirectory("meterr-bench");
    try (Launched meterr = Launched.start(folder.resolve("data"), Map.of())) {
      System.out.printf(
          "%d cores; Java %s; %d senders, %d events a request; %d s after %d s%n%n",
          Runtime.getRuntime().availableProcessors(),
          Runtime.version(),
          senders,
          batch,
          seconds,
          warmUpSeconds);
      long sent = send(meterr, "warm", warmUpSeconds).sent();
      Stretch measured = send(meterr, "measured", seconds);
      sent += measured.sent();
      print(measured);
      compare(meterr, folder, measured.perSecond());
      if (profile) {
        sent += profile(meterr, folder);
      }
      return isCounted(meterr, sent) ? 0 : 1;
    }
  }

  private Stretch send(Launched meterr, String name, int seconds)
      throws IOException, InterruptedException, ExecutionException {
    OptionalLong process = OptionalLong.of(meterr.process().pid());
    OptionalLong database = OptionalLong.of(meterr.databaseProcess());
    long self = ProcessHandle.current().pid();
    long clientBefore = CpuTime.micros(self);
    long meterrBefore = CpuTime.microsOfTree(process);
    long databaseBefore = CpuTime.microsOfTree(database);
    long begun = System.nanoTime();
    long until = begun + Duration.ofSeconds(seconds).toNanos();
    List<Taken> taken = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
      List<Future<List<Taken>>> all = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        IngestTraffic traffic = new IngestTraffic(name + i, i, InstantSource.system());
        all.add(threads.submit(() -> send(meterr, traffic, until)));
      }
      for (Future<List<Taken>> one : all) {
        taken.addAll(one.get());
      }
    }
    return new Stretch(
        taken,
        System.nanoTime() - begun,
        CpuTime.micros(self) - clientBefore,
        CpuTime.microsOfTree(process) - meterrBefore,
        CpuTime.microsOfTree(database) - databaseBefore);
  }

  private List<Taken> send(Launched meterr, IngestTraffic traffic, long until)
      throws IOException, InterruptedException {
    List<Taken> taken = new ArrayList<>();
    while (System.nanoTime() < until) {
      List<UsageEvent> events = traffic.next(batch);
      HttpRequest request =
          HttpRequest.newBuilder(meterr.address().resolve("/api/v1/events"))
              .header("authorization", "Bearer " + Launched.KEY)
              .header("content-type", "application/json")
              .POST(BodyPublishers.ofByteArray(body(events)))
              .build();
      long begun = System.nanoTime();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      long nanos = System.nanoTime() - begun;
      boolean inTime =
          answer.statusCode() == 200
              && answer.body().contains("\"accepted\":" + events.size() + ",");
      if (!inTime && answer.statusCode() != 503) {
        throw new IllegalStateException(
            answer.statusCode() + " " + answer.body().lines().findFirst().orElse(""));
      }
      taken.add(new Taken(events.size(), inTime, nanos));
    }
    return taken;
  }

  private static byte[] body(List<UsageEvent> events) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(512 * events.size());
    body.writeBytes("{\"events\":".getBytes(StandardCharsets.UTF_8));
    byte separator = '[';
    for (UsageEvent event : events) {
      body.write(separator);
      body.writeBytes(EventJson.write(event));
      separator = ',';
    }
    body.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private static void print(Stretch stretch) {
    System.out.println(
        "| | events/s | p50 ms | p99 ms | not in time | client µs/event | Meterr µs/event"
            + " | PostgreSQL µs/event |");
    System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|");
    double events = stretch.sent();
    System.out.printf(
        Locale.ROOT,
        "| `POST /api/v1/events` | %.0f | %.0f | %.0f | %d | %.1f | %.1f | %.1f |%n",
        stretch.perSecond(),
        stretch.millis(50),
        stretch.millis(99),
        stretch.sent() - stretch.confirmed(),
        stretch.clientMicros / events,
        stretch.meterrMicros / events,
        stretch.databaseMicros / events);
  }

  private static void compare(Launched meterr, Path folder, double perSecond)
      throws IOException, SQLException {
    Server server = EmbeddedPostgres.runningIn(meterr.data()).orElseThrow();
    try (CopyPeer peer = CopyPeer.of(server, folder, COPIED_MAX)) {
      double[] copied = new double[COPY_ROUNDS];
      for (int i = 0; i < COPY_ROUNDS; i++) {
        Copied round = peer.copy();
        copied[i] = round.rows() / (round.took().toNanos() / 1e9);
      }
      Arrays.sort(copied);
      double median = copied[COPY_ROUNDS / 2];
      System.out.printf(
          Locale.ROOT, "| `COPY` of the same rows, indexes too | %.0f | | | | | | |%n%n", median);
      System.out.printf(Locale.ROOT, "%.2f of COPY; rows: ", perSecond / median);
      System.out.println(String.join(", ", peer.counts()));
    }
  }

  private long profile(Launched meterr, Path folder)
      throws IOException, InterruptedException, ExecutionException {
    FlightRecorder recorder = FlightRecorder.start(meterr.process().pid(), folder);
    Stretch stretch = send(meterr, "profiled", seconds);
    Path recording = recorder.stop("ingest");
    System.out.printf("%n%d events profiled: %s%n%n", stretch.sent(), recording);
    Profile.of(recording).print(System.out);
    return stretch.sent();
  }

  /** Whether the rollups hold every event that was sent, once; waits for those that come later. */
  private boolean isCounted(Launched meterr, long sent) throws IOException, InterruptedException {
    Instant giveUp = Instant.now().plus(PATIENCE);
    String counted = counted(meterr);
    while (!counted.equals(String.valueOf(sent)) && Instant.now().isBefore(giveUp)) {
      Thread.sleep(LOOK);
      counted = counted(meterr);
    }
    System.out.printf("sent %d events, the rollups hold %s%n", sent, counted);
    return counted.equals(String.valueOf(sent));
  }

  private String counted(Launched meterr) throws IOException, InterruptedException {
    Instant now = Instant.now();
    URI usage =
        meterr
            .address()
            .resolve(
                "/api/v1/usage?from="
                    + now.minus(Duration.ofHours(1))
                    + "&to="
                    + now.plus(Duration.ofMinutes(1)));
    HttpRequest request =
        HttpRequest.newBuilder(usage).header("authorization", "Bearer " + Launched.KEY).build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    Matcher requests = REQUESTS.matcher(answer.body());
    return requests.find() ? requests.group(1) : answer.statusCode() + " was answered";
  }
}
