package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.dynamodb.FaultyDynamo;
import ai.meterr.testkit.dynamodb.Moto;
import ai.meterr.testkit.process.Forked;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A node that is killed after the ledger's transaction and before DynamoDB has the entries: raw
 * log, rollups and what was sent are equal in the end.
 */
@Tag("slow")
class DynamoKillTest {
  private static final int CALLS = 60;

  @TempDir Path folder;

  @Test
  void killed_between_the_two_passes_every_call_is_in_raw_log_and_rollups_once() throws Exception {
    try (Moto moto = Moto.start(Path.of("..", "target"));
        FaultyDynamo dynamo = new FaultyDynamo(moto.address(), 20261124, 6_000);
        Forked sandbox = Programs.start(Map.of(), "sandbox", "--port", "0")) {
      Map<String, String> environment = Environments.of(folder, sandbox.address());
      environment.put("METERR_RAW_LOG", "dynamodb");
      environment.put("METERR_DYNAMODB_ENDPOINT", dynamo.address().toString());
      environment.put("AWS_ACCESS_KEY_ID", "test");
      environment.put("AWS_SECRET_ACCESS_KEY", "test");
      try (Forked meterr = Programs.start(environment, "serve")) {
        Api api = new Api(meterr.address(), Environments.KEY);
        call(meterr.address(), 0, CALLS);
        dynamo.goAway();
        call(meterr.address(), CALLS, 2 * CALLS);
        assertThat(Api.eventually(Duration.ofSeconds(30), () -> requests(api) == 2 * CALLS))
            .as("rollups go on while DynamoDB is away")
            .isTrue();
        assertThat(api.get("/api/v1/status").path("raw_log_lag").path("bytes").asLong())
            .isPositive();
        meterr.killGroup();
      }
      dynamo.comeBack();
      dynamo.fail(20);
      try (Forked meterr = Programs.start(environment, "serve")) {
        Api api = new Api(meterr.address(), Environments.KEY);
        Set<String> sent =
            IntStream.range(0, 2 * CALLS).mapToObj(String::valueOf).collect(Collectors.toSet());
        assertThat(Api.eventually(Duration.ofMinutes(3), () -> sessions(api).equals(sent)))
            .as("every call is in the raw log")
            .isTrue();
        List<JsonNode> events = api.events();
        assertThat(events).hasSize(2 * CALLS);
        assertThat(requests(api)).isEqualTo(2 * CALLS);
        Forked verify = Programs.start(environment, "verify");
        assertThat(verify.awaitEnd()).as("verify: " + verify.out() + verify.err()).isZero();
        assertThat(verify.out()).last().asString().contains(2 * CALLS + " entries, 0 differences");
        assertThat(meterr.terminate()).isZero();
      }
    }
  }

  private static void call(URI address, int from, int to) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int number = from; number < to; number++) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + Environments.KEY)
                .header("x-meterr-session", String.valueOf(number))
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "hello"}]}
                        """))
                .build();
        assertThat(client.send(request, BodyHandlers.ofByteArray()).statusCode()).isEqualTo(200);
      }
    }
  }

  private static long requests(Api api) {
    try {
      return api.total().path("requests").asLong();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> sessions(Api api) {
    try {
      Set<String> sessions = new HashSet<>();
      api.events().forEach(event -> sessions.add(event.path("session").asString("")));
      return sessions;
    } catch (IllegalStateException notYet) {
      return Set.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
