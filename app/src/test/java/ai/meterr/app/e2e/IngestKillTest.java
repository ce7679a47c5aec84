package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.process.Forked;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Programs report events, Meterr is killed, and they send again what had no answer: what was
 * accepted is in the ledger, and each event once.
 */
@Tag("slow")
class IngestKillTest {
  private static final int TRIALS = Integer.getInteger("meterr.kill.trials", 4);
  private static final int SENDERS = 6;
  private static final int BATCH = 50;
  private static final long SEED = Long.getLong("meterr.kill.seed", 20261124);
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  private final AtomicInteger batches = new AtomicInteger();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

  @Test
  void what_is_sent_until_it_is_answered_is_in_the_ledger_once_however_often_meterr_is_killed()
      throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, String> environment = Environments.of(folder, URI.create("http://127.0.0.1:9"));
    for (int trial = 1; trial <= TRIALS; trial++) {
      try (Forked meterr = Programs.start(environment, "serve")) {
        killWhileSending(meterr, random.nextInt(300, 2_500));
      }
    }
    try (Forked meterr = Programs.start(environment, "serve");
        HttpClient client = HttpClient.newHttpClient()) {
      int sentAgain = unanswered.size();
      for (String batch : Set.copyOf(unanswered)) {
        send(client, meterr.address(), batch);
      }
      assertThat(unanswered).isEmpty();
      compare(new Api(meterr.address(), Environments.KEY), sentAgain);
      assertThat(meterr.terminate()).isZero();
    }
  }

  private void killWhileSending(Forked meterr, int afterMillis) throws InterruptedException {
    URI address = meterr.address();
    AtomicBoolean over = new AtomicBoolean();
    List<String> again = new ArrayList<>(unanswered);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < SENDERS; i++) {
        int sender = i;
        threads.submit(
            () -> {
              for (int j = sender; j < again.size() && !over.get(); j += SENDERS) {
                send(client, address, again.get(j));
              }
              while (!over.get()) {
                send(client, address, "batch-" + batches.incrementAndGet());
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

  private void send(HttpClient client, URI address, String batch) throws InterruptedException {
    unanswered.add(batch);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/api/v1/events"))
            .timeout(Duration.ofSeconds(20))
            .header("content-type", "application/x-ndjson")
            .header("authorization", "Bearer " + Environments.KEY)
            .POST(BodyPublishers.ofString(body(batch)))
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("accepted").asInt() + answer.path("duplicates").asInt())
            .as(response.body())
            .isEqualTo(BATCH);
        answered.add(batch);
        unanswered.remove(batch);
      }
    } catch (IOException killed) {
      // nobody knows what became of it: it is sent again
    }
  }

  private static List<String> ids(String batch) {
    return IntStream.range(0, BATCH).mapToObj(i -> batch + "-" + i).toList();
  }

  private static String body(String batch) {
    return ids(batch).stream()
        .map(
            id ->
                """
                {"id":"%s","time":"%s","provider":"openai","request_model":"gpt-5-mini",\
                "usage":{"input":3,"output":2}}\
                """
                    .formatted(id, java.time.Instant.now()))
        .collect(Collectors.joining("\n"));
  }

  private void compare(Api api, int sentAgain) throws InterruptedException {
    List<String> kept = new ArrayList<>();
    api.events().forEach(event -> kept.add(event.path("id").asString()));
    Set<String> lost = new HashSet<>();
    answered.forEach(batch -> lost.addAll(ids(batch)));
    lost.removeAll(Set.copyOf(kept));
    int doubled = kept.size() - Set.copyOf(kept).size();
    System.out.printf(
        "kill -9 while events come in: %d trials, seed %d: %d batches of %d, %d sent again;"
            + " %d lost, %d doubled%n",
        TRIALS, SEED, answered.size(), BATCH, sentAgain, lost.size(), doubled);
    assertThat(lost).as("accepted and not in the ledger").isEmpty();
    assertThat(doubled).as("in the ledger more than once").isZero();
    JsonNode total = api.total();
    assertThat(total.path("requests").asLong()).isEqualTo((long) answered.size() * BATCH);
    assertThat(total.path("usage").path("input").asLong()).isEqualTo(3L * answered.size() * BATCH);
  }
}
