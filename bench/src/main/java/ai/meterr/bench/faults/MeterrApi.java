package ai.meterr.bench.faults;

import java.io.IOException;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a node says of itself and of the ledger, as a program with a key asks for it. */
final class MeterrApi implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String key;
  private final HttpClient client = HttpClient.newHttpClient();

  MeterrApi(String key) {
    this.key = key;
  }

  /** Every event of the organization, newest first. */
  List<JsonNode> events(URI node) throws IOException, InterruptedException {
    List<JsonNode> events = new ArrayList<>();
    String cursor = "";
    do {
      String after =
          cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
      JsonNode page = JSON.readTree(get(node, "/api/v1/events?limit=1000" + after));
      page.path("data").forEach(events::add);
      cursor = page.path("next").asString("");
    } while (!cursor.isEmpty());
    return events;
  }

  /** Sums of the last and the next day. */
  JsonNode total(URI node) throws IOException, InterruptedException {
    Instant now = Instant.now();
    Duration day = Duration.ofDays(1);
    String question = "/api/v1/usage?from=" + now.minus(day) + "&to=" + now.plus(day);
    return JSON.readTree(get(node, question)).path("total");
  }

  /** Whether no call runs and all that the journal has is in the ledger. */
  boolean isAtRest(URI node) throws IOException, InterruptedException {
    boolean idle =
        get(node, "/metrics").lines().anyMatch(line -> line.matches("meterr_calls_running 0\\.0"));
    JsonNode lag = JSON.readTree(get(node, "/api/v1/status")).path("ledger_lag");
    return idle && lag.path("bytes").asLong(-1) == 0;
  }

  private String get(URI node, String pathAndQuery) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node + pathAndQuery))
            .timeout(PATIENCE)
            .header("authorization", "Bearer " + key)
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(pathAndQuery + " answers " + answer.statusCode());
    }
    return answer.body();
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
