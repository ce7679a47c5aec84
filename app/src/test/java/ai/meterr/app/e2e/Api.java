package ai.meterr.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Meterr's own API, as a program with a key calls it. */
final class Api {
  private static final JsonMapper JSON = new JsonMapper();

  private final URI address;
  private final String key;
  private final HttpClient client = HttpClient.newHttpClient();

  Api(URI address, String key) {
    this.address = address;
    this.key = key;
  }

  JsonNode get(String pathAndQuery) throws InterruptedException {
    HttpResponse<byte[]> response = send(pathAndQuery);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          pathAndQuery
              + " answers "
              + response.statusCode()
              + " "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
    return JSON.readTree(response.body());
  }

  HttpResponse<byte[]> send(String pathAndQuery) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + pathAndQuery))
            .timeout(Duration.ofSeconds(30))
            .header("authorization", "Bearer " + key)
            .build();
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("asking for " + pathAndQuery, e);
    }
  }

  /** Every event of the organization, newest first. */
  List<JsonNode> events() throws InterruptedException {
    List<JsonNode> events = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          get(
              "/api/v1/events?limit=1000"
                  + (cursor.isEmpty()
                      ? ""
                      : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8)));
      page.path("data").forEach(events::add);
      cursor = page.path("next").asString("");
    } while (!cursor.isEmpty());
    return events;
  }

  /** Sums of the last and the next day. */
  JsonNode total() throws InterruptedException {
    Instant now = Instant.now();
    return get("/api/v1/usage?from="
            + now.minus(Duration.ofDays(1))
            + "&to="
            + now.plus(Duration.ofDays(1)))
        .path("total");
  }

  /** Asks again and again, for what comes by itself within a time that does not matter here. */
  static boolean eventually(Duration within, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(Duration.ofMillis(100));
    }
    return true;
  }
}
