package ai.meterr.bench;

import ai.meterr.sandbox.Sandbox;
import ai.meterr.sandbox.SandboxConfig;
import ai.meterr.storage.embedded.EmbeddedPostgres;
import ai.meterr.storage.embedded.Folders;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An external PostgreSQL is stopped under steady load and comes back: what the node serves
 * meanwhile, what that costs in memory, how fast the ledger catches up, and whether every call
 * stands in it once.
 */
@Command(
    name = "away",
    description = "Stops the database under load, and checks that no call is lost or doubled.",
    mixinStandardHelpOptions = true)
final class AwayBench implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration CATCH_UP_MAX = Duration.ofMinutes(15);

  /** So far behind is what a node is all the time. */
  private static final double CAUGHT_UP_SECONDS = 1.0;

  private static final long GROWTH_MAX_MIB = 64;
  private static final double SPEED_MIN = 5;

  @Option(names = "--minutes", description = "without a database (default: ${DEFAULT-VALUE})")
  private int minutes = 10;

  @Option(names = "--rate", description = "calls a second (default: ${DEFAULT-VALUE})")
  private int rate = 500;

  @Option(
      names = "--warm-up",
      description = "seconds of load before that (default: ${DEFAULT-VALUE})")
  private int warmUpSeconds = 60;

  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("meterr-away");
    SecureRandom random = new SecureRandom();
    EmbeddedPostgres database = EmbeddedPostgres.start(folder.resolve("database"), random);
    String hosts = database.server().hosts();
    int port = Integer.parseInt(hosts.substring(hosts.lastIndexOf(':') + 1));
    try (Sandbox provider = Sandbox.start(SandboxConfig.immediate(1));
        Launched meterr =
            Launched.start(
                folder.resolve("node"),
                Map.of("openai", provider.address()),
                Map.of("METERR_DATABASE_URL", url(database)));
        SteadyLoad load = new SteadyLoad(meterr.address(), rate)) {
      Thread.sleep(Duration.ofSeconds(warmUpSeconds));
      long before = residentMib(meterr);
      long failedBefore = load.failed();
      long servedBefore = load.served().size();
      System.out.printf(
          "%d calls/s; resident memory %d MiB after %d s%n", rate, before, warmUpSeconds);

      database.close();
      long stopped = System.nanoTime();
      long most = before;
      String said = "";
      while (System.nanoTime() - stopped < Duration.ofMinutes(minutes).toNanos()) {
        Thread.sleep(LOOK);
        most = Math.max(most, residentMib(meterr));
        said = text(meterr, "/readyz");
      }
      double lag = lagSeconds(meterr);
      System.out.printf(
          Locale.ROOT,
          "after %d min without the database: %d served, %d failed; resident memory at most %d MiB"
              + " (%+d); status says ledger_lag %.1f s, readyz: %s%n",
          minutes,
          load.served().size(),
          load.failed(),
          most,
          most - before,
          lag,
          said.strip());

      database = EmbeddedPostgres.start(folder.resolve("database"), port, random);
      long back = System.nanoTime();
      long lacking = load.served().size() - servedBefore;
      while (lagSeconds(meterr) > CAUGHT_UP_SECONDS
          && System.nanoTime() - back < CATCH_UP_MAX.toNanos()) {
        Thread.sleep(LOOK);
      }
      double seconds = (System.nanoTime() - back) / 1e9;
      double perSecond = (lacking + rate * seconds) / seconds;
      System.out.printf(
          Locale.ROOT,
          "caught up %.1f s after its return: %.0f calls/s, %.1f times the arrival%n",
          seconds,
          perSecond,
          perSecond / rate);
      load.close();
      while (inLedger(meterr) < load.served().size()
          && System.nanoTime() - back < CATCH_UP_MAX.toNanos()) {
        Thread.sleep(LOOK);
      }
      boolean right = compare(meterr, load);
      boolean good =
          right
              && load.failed() == failedBefore
              && most - before < GROWTH_MAX_MIB
              && perSecond >= SPEED_MIN * rate;
      System.out.println(good ? "as wanted" : "NOT as wanted");
      return good ? 0 : 1;
    } finally {
      database.close();
      Folders.delete(folder);
    }
  }

  private boolean compare(Launched meterr, SteadyLoad load)
      throws IOException, InterruptedException {
    Set<String> served = load.served();
    Set<String> seen = new HashSet<>();
    long doubled = 0;
    String cursor = "";
    do {
      JsonNode page = json(meterr, "/api/v1/events?limit=1000" + cursor);
      for (JsonNode event : page.path("data")) {
        doubled += seen.add(event.path("id").asString("")) ? 0 : 1;
      }
      String next = page.path("next").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    } while (!cursor.isEmpty());
    Set<String> lost = new HashSet<>(served);
    lost.removeAll(seen);
    System.out.printf(
        "%d served, %d failed; %d events in the ledger, %d lost, %d doubled; sums count %d%n",
        served.size(), load.failed(), seen.size(), lost.size(), doubled, inLedger(meterr));
    return lost.isEmpty() && doubled == 0 && inLedger(meterr) == seen.size();
  }

  private long inLedger(Launched meterr) throws IOException, InterruptedException {
    return json(meterr, "/api/v1/usage?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z")
        .path("total")
        .path("requests")
        .asLong();
  }

  private double lagSeconds(Launched meterr) throws IOException, InterruptedException {
    return json(meterr, "/api/v1/status").path("ledger_lag").path("seconds").asDouble();
  }

  /** Asks again while the database is just coming back. */
  private JsonNode json(Launched meterr, String path) throws IOException, InterruptedException {
    while (true) {
      HttpResponse<String> answer = ask(meterr, path);
      if (answer.statusCode() == 200) {
        return JSON.readTree(answer.body());
      }
      if (answer.statusCode() != 503) {
        throw new IOException(path + " answers " + answer.statusCode());
      }
      Thread.sleep(LOOK);
    }
  }

  private String text(Launched meterr, String path) throws IOException, InterruptedException {
    return ask(meterr, path).body();
  }

  private HttpResponse<String> ask(Launched meterr, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(meterr.address() + path))
            .timeout(Duration.ofSeconds(60))
            .header("authorization", "Bearer " + Launched.KEY)
            .build(),
        BodyHandlers.ofString());
  }

  private static long residentMib(Launched meterr) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(meterr.process().pid()), "status"))
            .stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow()
        >> 10;
  }

  private static String url(EmbeddedPostgres database) {
    return "postgresql://postgres:"
        + URLEncoder.encode(database.server().password(), StandardCharsets.UTF_8)
        + "@"
        + database.server().hosts()
        + "/meterr";
  }
}
