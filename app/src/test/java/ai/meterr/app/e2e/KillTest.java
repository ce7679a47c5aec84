package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.process.Forked;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code kill -9} of the whole process group under load, again and again. The sandbox is a process
 * of its own and writes each call's number to disk before it answers: what it wrote is the truth
 * that the ledger is held against.
 */
@Tag("slow")
class KillTest {
  private static final int TRIALS = Integer.getInteger("meterr.kill.trials", 20);
  private static final int CONCURRENT = 200;
  private static final long SEED = Long.getLong("meterr.kill.seed", 20261124);

  @TempDir Path folder;

  private final AtomicInteger numbers = new AtomicInteger();

  @Test
  void what_was_served_is_in_the_ledger_exactly_once_however_often_meterr_is_killed()
      throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Path served = folder.resolve("served.log");
    try (Forked sandbox =
        Programs.start(Map.of(), "sandbox", "--port", "0", "--served-log", served.toString())) {
      Map<String, String> environment = Environments.of(folder, sandbox.address());
      for (int trial = 1; trial <= TRIALS; trial++) {
        try (Forked meterr = Programs.start(environment, "serve")) {
          killUnderLoad(meterr, random.nextInt(200, 3_000));
        }
      }
      try (Forked meterr = Programs.start(environment, "serve")) {
        compare(new Api(meterr.address(), Environments.KEY), served);
        assertThat(meterr.terminate()).isZero();
      }
    }
  }

  private void killUnderLoad(Forked meterr, int afterMillis) throws InterruptedException {
    URI address = meterr.address();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < CONCURRENT; i++) {
        threads.submit(
            () -> {
              while (!over.get()) {
                call(client, address, numbers.incrementAndGet());
              }
              return null;
            });
      }
      Thread.sleep(Duration.ofMillis(afterMillis));
      meterr.killGroup();
      over.set(true);
      client.shutdownNow();
    }
  }

  /**
   * A stream of each family by turns, and plain calls; the number stands in the body and in the
   * session.
   */
  private static void call(HttpClient client, URI address, int number) throws InterruptedException {
    boolean stream = number % 3 != 0;
    String body =
        """
        {"model": "%s", "max_tokens": 60, "stream": %s,
         "messages": [{"role": "user", "content": "A few words please, number=%d"}]}
        """;
    HttpRequest request =
        number % 2 == 0
            ? request(address, "/v1/chat/completions", body.formatted("gpt-5-mini", stream, number))
                .header("x-meterr-session", String.valueOf(number))
                .build()
            : request(address, "/v1/messages", body.formatted("claude-sonnet-4-6", stream, number))
                .header("anthropic-version", "2023-06-01")
                .header("x-meterr-session", String.valueOf(number))
                .build();
    try {
      client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException killed) {
      // the client cannot know what became of its call; the ledger must
    }
  }

  private static HttpRequest.Builder request(URI address, String path, String body) {
    return HttpRequest.newBuilder(URI.create(address + path))
        .timeout(Duration.ofSeconds(20))
        .header("content-type", "application/json")
        .header("authorization", "Bearer " + Environments.KEY)
        .POST(BodyPublishers.ofString(body));
  }

  private static void compare(Api api, Path servedLog) throws Exception {
    Set<String> served = new HashSet<>(Files.readAllLines(servedLog));
    List<JsonNode> events = new ArrayList<>();
    boolean all =
        Api.eventually(
            Duration.ofSeconds(30),
            () -> {
              events.clear();
              events.addAll(read(api));
              return sessions(events).keySet().containsAll(served);
            });
    Map<String, Integer> times = sessions(events);
    Set<String> lost = new HashSet<>(served);
    lost.removeAll(times.keySet());
    List<String> doubled =
        times.entrySet().stream().filter(e -> e.getValue() > 1).map(Map.Entry::getKey).toList();
    List<String> unexplained =
        events.stream()
            .filter(event -> !served.contains(event.path("session").asString("")))
            .filter(event -> !event.path("status").asString("").equals("interrupted"))
            .map(event -> event.path("session").asString("") + " " + event.path("status"))
            .toList();
    long interrupted =
        events.stream().filter(e -> e.path("status").asString("").equals("interrupted")).count();
    System.out.printf(
        "kill -9: %d trials, seed %d: %d served, %d events, %d lost, %d doubled, %d interrupted%n",
        TRIALS, SEED, served.size(), events.size(), lost.size(), doubled.size(), interrupted);
    assertThat(lost).as("served by the sandbox and not in the ledger").isEmpty();
    assertThat(all).isTrue();
    assertThat(doubled).as("more than once in the ledger").isEmpty();
    assertThat(unexplained).as("neither served nor interrupted").isEmpty();
    assertThat(served).as("the load did something").hasSizeGreaterThan(TRIALS);
    JsonNode total = api.total();
    assertThat(total.path("requests").asLong()).isEqualTo(events.size());
    assertThat(total.path("interrupted").asLong()).isEqualTo(interrupted);
    assertThat(new BigDecimal(total.path("cost").asString())).isEqualByComparingTo(cost(events));
    for (String meter : List.of("input", "output", "cache_read", "reasoning")) {
      assertThat(total.path("usage").path(meter).asLong(0))
          .as(meter)
          .isEqualTo(events.stream().mapToLong(e -> e.path("usage").path(meter).asLong(0)).sum());
    }
  }

  private static List<JsonNode> read(Api api) {
    try {
      return api.events();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Integer> sessions(List<JsonNode> events) {
    Map<String, Integer> times = new HashMap<>();
    events.forEach(event -> times.merge(event.path("session").asString(""), 1, Integer::sum));
    return times;
  }

  private static BigDecimal cost(List<JsonNode> events) {
    return events.stream()
        .map(event -> event.path("cost"))
        .filter(JsonNode::isString)
        .map(cost -> new BigDecimal(cost.stringValue()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
