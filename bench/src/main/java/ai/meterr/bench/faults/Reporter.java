package ai.meterr.bench.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program that reports calls it made without the gateway ({@code POST /api/v1/events}), and sends
 * the same events under the same ids again until it is told that they are kept; sometimes once more
 * after that.
 */
final class Reporter {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BEFORE_AGAIN = Duration.ofMillis(150);
  private static final int EVENTS_MAX = 8;

  /** After the load is over, for a node that comes back late. */
  private static final int LAST_TRIES = 200;

  private final HttpClient client;
  private final String key;
  private final Supplier<URI> address;
  private final Supplier<Boolean> over;
  private final List<String> complaints = new ArrayList<>();

  /**
   * @param address where a request goes, anew each time
   */
  Reporter(HttpClient client, String key, Supplier<URI> address, Supplier<Boolean> over) {
    this.client = client;
    this.key = key;
    this.address = address;
    this.over = over;
  }

  /** What was answered and must not be. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Reports some events; returns when they are acknowledged, or the patience ends. */
  List<Reported> report(String marker, SplittableRandom random) throws InterruptedException {
    List<Reported> events = new ArrayList<>();
    for (int i = random.nextInt(EVENTS_MAX); i >= 0; i--) {
      events.add(
          new Reported(
              marker + "." + i, random.nextInt(1, 100_000), random.nextInt(1, 20_000), true));
    }
    String body = body(events);
    int triesLeft = LAST_TRIES;
    while (!isAcknowledged(body, false)) {
      if (over.get() && --triesLeft == 0) {
        return events.stream()
            .map(one -> new Reported(one.call(), one.input(), one.output(), false))
            .toList();
      }
      Thread.sleep(BEFORE_AGAIN);
    }
    if (random.nextInt(5) == 0) {
      isAcknowledged(body, true);
    }
    return events;
  }

  private static String body(List<Reported> events) {
    StringBuilder lines = new StringBuilder();
    for (Reported event : events) {
      lines.append(
          """
          {"id":"%s","time":"%s","provider":"openai","request_model":"gpt-5-mini",\
          "usage":{"input":%d,"output":%d},"tags":{"call":"%s"}}
          """
              .formatted(event.call(), Instant.now(), event.input(), event.output(), event.call()));
    }
    return lines.toString();
  }

  private boolean isAcknowledged(String body, boolean again) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address.get() + "/api/v1/events"))
            .timeout(PATIENCE)
            .header("content-type", "application/x-ndjson")
            .header("authorization", "Bearer " + key)
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        check(JSON.readTree(answer.body()), again);
      } else if (answer.statusCode() < 500) {
        complaints.add("events are answered by " + answer.statusCode() + " " + answer.body());
      }
      return answer.statusCode() == 200;
    } catch (IOException noAnswer) {
      return false;
    }
  }

  private void check(JsonNode answer, boolean again) {
    boolean rejected =
        answer
            .path("results")
            .valueStream()
            .anyMatch(result -> result.path("status").asString("").equals("rejected"));
    if (rejected || (again && answer.path("accepted").asInt(-1) != 0)) {
      complaints.add("events" + (again ? ", sent again, are" : " are") + " answered by " + answer);
    }
  }
}
