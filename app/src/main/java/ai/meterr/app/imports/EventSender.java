package ai.meterr.app.imports;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends events to a running Meterr, a thousand at a time, each batch until it is in the ledger.
 * Sending the same events again is harmless: they carry ids.
 */
public final class EventSender implements AutoCloseable {
  private static final int AT_ONCE = 1_000;

  /** A batch stays well below what an ingest's body may be. */
  private static final int BYTES_AT_ONCE = 4 << 20;

  private static final int TRIES = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();

  private final URI events;
  private final String key;
  private final BiConsumer<String, String> rejected;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
  private int count;
  private long accepted;
  private long duplicates;
  private long rejections;

  /** Meterr did not take a batch: what comes behind it is not sent either. */
  public static final class NotTaken extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotTaken(String message) {
      super(message);
    }
  }

  /**
   * @param meterr where it is, without path
   * @param rejected told an event's id and why
   */
  public EventSender(URI meterr, String key, BiConsumer<String, String> rejected) {
    this.events = meterr.resolve("/api/v1/events");
    this.key = key;
    this.rejected = rejected;
  }

  /**
   * @throws NotTaken where a batch that is full by it was not taken
   */
  public void send(UsageEvent event) {
    batch.writeBytes(EventJson.write(event));
    batch.write('\n');
    count++;
    if (count == AT_ONCE || batch.size() >= BYTES_AT_ONCE) {
      flush();
    }
  }

  /**
   * Sends what is left.
   *
   * @throws NotTaken where it was not taken
   */
  public void flush() {
    if (count == 0) {
      return;
    }
    try {
      post();
    } catch (IOException e) {
      throw new NotTaken(events + " cannot be reached: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotTaken("interrupted");
    }
    batch.reset();
    count = 0;
  }

  private void post() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(events)
            .timeout(PATIENCE)
            .header("authorization", "Bearer " + key)
            .header("content-type", "application/x-ndjson")
            .POST(BodyPublishers.ofByteArray(batch.toByteArray()))
            .build();
    for (int left = TRIES; ; left--) {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        read(answer.body());
        return;
      }
      if (answer.statusCode() != 503 || left == 1) {
        throw new NotTaken("Meterr answered " + answer.statusCode() + ": " + detail(answer.body()));
      }
      Thread.sleep(wait(answer));
    }
  }

  private static Duration wait(HttpResponse<String> answer) {
    long seconds = answer.headers().firstValueAsLong("retry-after").orElse(1);
    Duration wait = Duration.ofSeconds(Math.max(seconds, 0));
    return wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
  }

  private static String detail(String body) {
    try {
      return JSON.readTree(body).path("detail").asString("no reason given");
    } catch (JacksonException notJson) {
      return "no reason given";
    }
  }

  private void read(String body) {
    JsonNode answer = JSON.readTree(body);
    accepted += answer.path("accepted").asLong();
    duplicates += answer.path("duplicates").asLong();
    for (JsonNode result : answer.path("results")) {
      if (result.path("status").asString("").equals("rejected")) {
        rejections++;
        rejected.accept(result.path("id").asString("?"), result.path("error").asString("?"));
      }
    }
  }

  /** Events that changed a sum. */
  public long accepted() {
    return accepted;
  }

  /** Events that Meterr knew already. */
  public long duplicates() {
    return duplicates;
  }

  public long rejected() {
    return rejections;
  }

  @Override
  public void close() {
    client.close();
  }
}
