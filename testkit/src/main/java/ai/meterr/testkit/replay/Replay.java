package ai.meterr.testkit.replay;

import ai.meterr.testkit.replay.PlayedProvider.Played;
import ai.meterr.testkit.replay.Recording.Classes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends every recording through a running gateway, as {@code /{provider}} + path + query, against a
 * provider that plays the recorded answer in random pieces. Then: status, body bytes, {@code
 * content-type} and {@code content-encoding} must be what was played; the set of events must be the
 * set of exchanges; usage must be as expected on the endpoints that are metered.
 */
public final class Replay {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int AT_ONCE = 16;

  /** How long the ledger may take to show what was played. */
  private static final Duration LEDGER = Duration.ofSeconds(60);

  /** What this version reads usage from. */
  private static final Set<String> METERED =
      Set.of(
          "openai chat.completions",
          "openai responses",
          "openai completions",
          "openai embeddings",
          "anthropic messages",
          "gemini generateContent",
          "gemini streamGenerateContent",
          "gemini batchEmbedContents",
          "gemini embedContent",
          "gemini interactions");

  /** Starts a gateway whose providers are at the given place, with an organization of its own. */
  @FunctionalInterface
  public interface Start {
    Gateway at(Map<String, URI> bases);
  }

  /** A running gateway. */
  public interface Gateway extends AutoCloseable {
    URI address();

    /** A key that may call and read. */
    String key();

    @Override
    void close();
  }

  /**
   * What a replay showed.
   *
   * @param exchanges how many were played
   * @param usages how many of them had their usage checked
   * @param differences one line each, empty where all is well
   */
  public record Report(int exchanges, int usages, List<String> differences) {}

  private final List<Recording> recordings;
  private final PlayedProvider provider;
  private final Gateway gateway;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Recording> played = new HashMap<>();
  private final List<String> differences = new ArrayList<>();

  private Replay(List<Recording> recordings, PlayedProvider provider, Gateway gateway) {
    this.recordings = recordings;
    this.provider = provider;
    this.gateway = gateway;
  }

  /**
   * @param rounds how often everything is played, each time cut at other places
   */
  public static Report run(List<Recording> recordings, int rounds, long seed, Start start)
      throws InterruptedException {
    Map<String, URI> bases = new HashMap<>();
    try (PlayedProvider provider = PlayedProvider.start(seed)) {
      recordings.forEach(recording -> bases.put(recording.provider(), provider.base()));
      try (Gateway gateway = start.at(bases)) {
        Replay replay = new Replay(recordings, provider, gateway);
        for (int round = 1; round <= rounds; round++) {
          replay.round(round);
        }
        int usages = replay.compareEvents();
        return new Report(recordings.size() * rounds, usages, List.copyOf(replay.differences));
      }
    }
  }

  private void round(int round) throws InterruptedException {
    Semaphore turns = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (Recording recording : recordings) {
        answers.add(threads.submit(() -> exchange(recording, round, turns)));
      }
      for (Future<Answer> answer : answers) {
        try {
          compare(answer.get());
        } catch (ExecutionException failed) {
          differences.add("no answer: " + failed.getCause());
        }
      }
    }
  }

  private record Answer(
      String name, Recording recording, Played played, HttpResponse<byte[]> response) {}

  private Answer exchange(Recording recording, int round, Semaphore turns)
      throws InterruptedException, IOException {
    String name = recording.id() + "/" + round;
    Played answer = provider.prepare(name, recording);
    byte[] body = recording.request();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(gateway.address() + "/" + recording.provider() + recording.path()))
            .timeout(Duration.ofSeconds(60))
            .method(
                recording.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    recording.requestHeaders().forEach(request::setHeader);
    request.setHeader("accept-encoding", "gzip");
    request.setHeader("authorization", "Bearer " + gateway.key());
    request.setHeader(PlayedProvider.PLAY, name);
    turns.acquire();
    try {
      return new Answer(
          name, recording, answer, client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new IOException(describe(recording) + ": " + e.getMessage(), e);
    } finally {
      turns.release();
    }
  }

  private void compare(Answer answer) {
    HttpResponse<byte[]> response = answer.response;
    Played sent = answer.played;
    List<String> wrong = new ArrayList<>();
    if (response.statusCode() != sent.status()) {
      wrong.add("status " + response.statusCode() + " instead of " + sent.status());
    }
    if (!Arrays.equals(response.body(), sent.body())) {
      wrong.add(
          "body differs from byte "
              + Arrays.mismatch(response.body(), sent.body())
              + " on, "
              + response.body().length
              + " instead of "
              + sent.body().length);
    }
    for (String header : List.of("content-type", "content-encoding")) {
      String seen = response.headers().firstValue(header).orElse(null);
      if (!Objects.equals(seen, sent.headers().get(header))) {
        wrong.add(header + " is " + seen);
      }
    }
    String event = response.headers().firstValue("x-meterr-event-id").orElse(null);
    if (event == null) {
      wrong.add("no event id");
    } else if (played.put(event, answer.recording) != null) {
      wrong.add("an event id that another call has");
    }
    wrong.forEach(what -> differences.add(describe(answer.recording) + ": " + what));
  }

  private int compareEvents() throws InterruptedException {
    Map<String, JsonNode> events = events();
    Set<String> extra = new HashSet<>(events.keySet());
    extra.removeAll(played.keySet());
    extra.forEach(id -> differences.add("an event that no exchange has: " + id));
    int usages = 0;
    for (Map.Entry<String, Recording> call : played.entrySet()) {
      Recording recording = call.getValue();
      JsonNode event = events.get(call.getKey());
      if (event == null) {
        differences.add(describe(recording) + ": no event");
      } else if (recording.usage() != null
          && METERED.contains(recording.provider() + " " + recording.endpoint())) {
        usages++;
        compareUsage(recording, recording.usage(), event);
      }
    }
    return usages;
  }

  private void compareUsage(Recording recording, Classes expected, JsonNode event) {
    JsonNode usage = event.path("usage");
    Classes seen =
        new Classes(
            sum(usage, "input"),
            sum(usage, "cache_read"),
            sum(usage, "cache_write", "cache_write_5m", "cache_write_1h"),
            sum(usage, "output", "reasoning"));
    if (!seen.equals(expected)) {
      differences.add(describe(recording) + ": usage " + seen + " instead of " + expected);
    }
  }

  private static long sum(JsonNode usage, String... classes) {
    return Arrays.stream(classes).mapToLong(name -> usage.path(name).asLong(0)).sum();
  }

  /**
   * What the ledger holds of each call, once it holds as many as were played or the time is over:
   * an event of its own, or what the call told of another's, whose answer it only fetched.
   */
  private Map<String, JsonNode> events() throws InterruptedException {
    long deadline = System.nanoTime() + LEDGER.toNanos();
    int before = 0;
    Map<String, JsonNode> events = pages();
    while (events.size() < played.size() && System.nanoTime() < deadline) {
      if (events.size() == before) {
        for (String id : played.keySet()) {
          if (!events.containsKey(id)) {
            joined(id).ifPresent(told -> events.put(id, told));
          }
        }
        if (events.size() == played.size()) {
          return events;
        }
      }
      before = events.size();
      Thread.sleep(Duration.ofMillis(200));
      events.putAll(pages());
    }
    return events;
  }

  /** What a call told that stands in the ledger under the event of another. */
  private Optional<JsonNode> joined(String id) throws InterruptedException {
    HttpResponse<byte[]> response = get("/api/v1/events/" + id);
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    for (JsonNode sighting : read(response).path("sightings")) {
      if (sighting.path("id").asString().equals(id)) {
        return Optional.of(sighting.path("told"));
      }
    }
    return Optional.empty();
  }

  private Map<String, JsonNode> pages() throws InterruptedException {
    Map<String, JsonNode> events = new HashMap<>();
    String cursor = null;
    do {
      JsonNode page = page(cursor);
      page.path("data").forEach(event -> events.put(event.path("id").asString(), event));
      cursor = page.path("next").isString() ? page.path("next").stringValue() : null;
    } while (cursor != null);
    return events;
  }

  private JsonNode page(@Nullable String cursor) throws InterruptedException {
    String query =
        "?limit=1000"
            + (cursor == null
                ? ""
                : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
    return read(get("/api/v1/events" + query));
  }

  private HttpResponse<byte[]> get(String target) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.address() + target))
            .header("authorization", "Bearer " + gateway.key())
            .build();
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("reading events", e);
    }
  }

  private static JsonNode read(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException("events cannot be read: status " + response.statusCode());
    }
    return JSON.readTree(response.body());
  }

  private static String describe(Recording recording) {
    return recording.provider() + " " + recording.endpoint() + " " + recording.id();
  }
}
