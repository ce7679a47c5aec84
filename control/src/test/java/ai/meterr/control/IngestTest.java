package ai.meterr.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.testkit.SampleEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What programs report. */
final class IngestTest {
  private static final String EVENTS = "/api/v1/events";
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";

  /** Needed of every event, and an id. */
  private static final String LEAST =
      "\"id\":\"e1\",\"time\":\"2026-11-24T08:00:00Z\",\"provider\":\"openai\","
          + "\"request_model\":\"gpt-5\",\"usage\":{\"input\":500000,\"output\":2}";

  private final TestPlane plane = TestPlane.start();

  @AfterEach
  void stop() {
    plane.close();
  }

  private HttpRequest.Builder post(String type, byte[] body) {
    return plane
        .get(EVENTS)
        .header("Content-Type", type)
        .header("Authorization", "Bearer " + TestPlane.OTHER_READS)
        .POST(BodyPublishers.ofByteArray(body));
  }

  private Answer send(String type, String body) {
    return plane.ask(post(type, body.getBytes(UTF_8)));
  }

  private Answer sendEvents(String... fields) {
    return send(
        JSON,
        List.of(fields).stream()
            .map(event -> "{" + event + "}")
            .collect(Collectors.joining(",", "{\"events\":[", "]}")));
  }

  /** The event of that id as the API shows it. */
  private JsonNode event(String id) {
    return plane.askWithKey(EVENTS + "/" + id, TestPlane.OTHER_READS).json();
  }

  private String error(String fields) {
    Answer answer = sendEvents(fields);
    assertThat(answer.status()).isEqualTo(200);
    JsonNode result = answer.json().path("results").get(0);
    assertThat(result.path("status").asString()).isEqualTo("rejected");
    assertThat(answer.json().path("accepted").asInt()).isZero();
    return result.path("error").asString();
  }

  @Test
  void an_event_is_priced_by_the_price_book_and_accepted_once() {
    Answer first = sendEvents(LEAST);
    Answer again = sendEvents(LEAST);

    assertThat(first.http().body())
        .isEqualTo(
            """
            {"accepted":1,"duplicates":0,"results":[{"id":"e1","status":"accepted"}]}\
            """);
    assertThat(again.http().body())
        .isEqualTo(
            """
            {"accepted":0,"duplicates":1,"results":[{"id":"e1","status":"duplicate"}]}\
            """);
    JsonNode event = event("e1");
    assertThat(event.path("status").asString()).isEqualTo("priced");
    assertThat(event.path("cost").asString()).isEqualTo("1.000004");
    assertThat(event.path("source").asString()).isEqualTo("sdk");
    assertThat(event.path("request_id").asString()).isEqualTo("e1");
    assertThat(event.path("key").asString()).isEqualTo("mtr_othero");
  }

  @Test
  void everything_that_a_sender_may_state_is_kept_and_what_meterr_decides_is_not_believed() {
    sendEvents(
        """
        "id":"full","request_id":"first","attempt":3,"time":"2026-11-24T10:00:00.123+02:00",
        "provider":"x_ai","request_model":"grok-4","response_model":"grok-4-0709","operation":"chat",
        "service_tier":"priority","streamed":true,"http_status":200,"ending":"client_left",
        "usage_source":"provider","status":"not_billed","pricing":"free","cost":"0","currency":"EUR",
        "lines":[{"meter":"input","quantity":"1","unit_price":"1","amount":"1"}],
        "price":{"id":"x"},"usage":{"input":10,"cache_read":20,"reasoning":5,"web_search":2},
        "sub_calls":[{"model":"grok-3","role":"advisor","usage":{"output":7}}],
        "provider_cost":"0.0125","provider_cost_currency":"EUR","source":"otlp",
        "notes":["by hand"],"provider_response_id":"resp-9","latency_ms":1234.9,
        "time_to_first_token_ms":200,"key":"mtr_forged","project":"search","team":"platform",
        "user":"ann","session":"s1","feature":"chat","environment":"prod",
        "tags":{"region":"eu"},"nobody_knows":{"deep":[1,{"x":null}]}
        """);

    JsonNode event = event("full");
    assertThat(event.path("lines").size()).isEqualTo(4);
    assertThat(event.path("cost").asString()).isEqualTo("4.000084");
    assertThat(event.path("currency").asString()).isEqualTo("USD");
    assertThat(event.toString())
        .contains(
            "\"request_id\":\"first\",\"attempt\":3,\"time\":\"2026-11-24T08:00:00.123Z\"",
            "\"provider\":\"xai\",\"request_model\":\"grok-4\",\"response_model\":\"grok-4-0709\"",
            "\"operation\":\"chat\",\"service_tier\":\"priority\",\"streamed\":true",
            "\"http_status\":200,\"status\":\"priced\",\"ending\":\"client_left\"",
            "\"usage_source\":\"provider\",\"pricing\":\"priced\"",
            "\"usage\":{\"input\":10,\"cache_read\":20,\"reasoning\":5,\"web_search\":2}",
            "\"sub_calls\":[{\"model\":\"grok-3\",\"role\":\"advisor\",\"usage\":{\"output\":7}",
            "\"provider_cost\":\"0.0125\",\"provider_cost_currency\":\"EUR\",\"source\":\"otlp\"",
            "\"notes\":[\"by hand\"],\"provider_response_id\":\"resp-9\",\"latency_ms\":1234",
            "\"time_to_first_token_ms\":200,\"key\":\"mtr_othero\",\"project\":\"search\"",
            "\"team\":\"platform\",\"user\":\"ann\",\"session\":\"s1\",\"feature\":\"chat\"",
            "\"environment\":\"prod\",\"tags\":{\"region\":\"eu\"}");
  }

  @Test
  void lines_of_ndjson_and_events_of_json_are_the_same_and_null_is_left_out() {
    String event = "{" + LEAST.replace("e1", "n1") + ",\"user\":null,\"tags\":null}";
    Answer answer = send(NDJSON, event + "\n\n" + event.replace("n1", "n2") + "\n");

    assertThat(answer.json().path("accepted").asInt()).isEqualTo(2);
    assertThat(event("n2").has("user")).isFalse();
    assertThat(send("application/json; charset=utf-8", "{\"events\":[]}").http().body())
        .isEqualTo("{\"accepted\":0,\"duplicates\":0,\"results\":[]}");
  }

  @Test
  void an_event_without_an_id_gets_one() {
    String fields = LEAST.replace("\"id\":\"e1\",", "");
    JsonNode results = sendEvents(fields, fields).json().path("results");

    assertThat(results.get(0).path("id").asString()).isEqualTo("made-1");
    assertThat(results.get(1).path("id").asString()).isEqualTo("made-2");
    assertThat(event("made-2").path("request_id").asString()).isEqualTo("made-2");
  }

  @Test
  void what_is_wrong_with_one_event_is_told_in_its_place_and_the_others_go_on() {
    Answer answer =
        send(
            JSON,
            """
            {"events":[{%s},7,{"id":"bad","time":"yesterday","usage":[{"deep":[1]}]},{%s},{%s}]}
            """
                .formatted(LEAST, LEAST.replace("e1", "e2"), LEAST));

    assertThat(answer.http().body())
        .isEqualTo(
            """
            {"accepted":2,"duplicates":1,"results":[{"id":"e1","status":"accepted"},\
            {"id":null,"status":"rejected","error":"an event must be an object"},\
            {"id":"bad","status":"rejected","error":"time: must be an RFC 3339 time with an offset, \
            such as 2026-08-01T00:00:00Z"},{"id":"e2","status":"accepted"},\
            {"id":"e1","status":"duplicate"}]}\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "\"id\":5|id: must be a string",
        "\"id\":\"a\\u0000b\"|id: has a control character",
        "\"id\":\"\\ud800\"|id: is no Unicode text",
        "\"time\":\"2019-12-31T23:59:59Z\"|time: lies before 2020",
        "\"time\":\"2026-11-24T10:00:01Z\"|time: lies in the future",
        "\"time\":1764000000|time: must be a string",
        "\"provider\":\"Open AI!\"|provider: is no provider's name",
        "\"provider\":null|provider: is missing",
        "\"request_model\":\"\"|request_model: is missing",
        "\"usage\":null|usage: is missing",
        "\"usage\":[]|usage: must be an object",
        "\"usage\":{\"inptu\":1}|usage: inptu: is no meter",
        "\"usage\":{\"input\":-1}|usage: input: must be a whole number from 0 to 1000000000000",
        "\"usage\":{\"input\":1.5}|usage: input: must be a whole number from 0 to 1000000000000",
        "\"usage\":{\"input\":\"1\"}|usage: input: must be a number",
        "\"usage\":{\"input\":1e999999999}|usage: input: has too many digits",
        "\"usage\":{\"second\":-0.5}|usage: second: must not be negative",
        "\"usage\":{\"input\":1,\"input\":1}|usage: input: is given twice",
        "\"meters\":{\"input.audio\":3}|meters: meters do not add up to usage",
        "\"usage_source\":\"unknown\"|usage_source: is unknown, and usage is not empty",
        "\"usage_source\":\"guessed\"|usage_source: must be one of provider, counted, estimated,"
            + " none, unknown",
        "\"ending\":\"meterr_died\"|ending: must be one of completed, provider_error, client_left,"
            + " provider_broke, no_answer",
        "\"source\":\"gateway\"|source: must be one of sdk, otlp, import",
        "\"http_status\":20|http_status: must be a whole number from 100 to 599",
        "\"attempt\":0|attempt: must be a whole number from 1 to 1000",
        "\"streamed\":\"yes\"|streamed: must be true or false",
        "\"provider_cost\":\"$1\"|provider_cost: must be a decimal string such as \"0.0125\"",
        "\"provider_cost\":-1|provider_cost: must not be negative",
        "\"provider_cost_currency\":\"usd\"|provider_cost_currency: must be an ISO 4217 code",
        "\"latency_ms\":-3|latency_ms: must not be negative",
        "\"tags\":{\"a=b\":\"c\"}|tags: a tag's name has 1 to 128 characters and no =",
        "\"tags\":{\"a\":7}|tags: must be a string",
        "\"notes\":\"one\"|notes: must be an array",
        "\"sub_calls\":[{\"model\":\"m\",\"usage\":{}}]|sub_calls: each needs model, role and"
            + " usage",
        "\"sub_calls\":[{\"usage\":{\"x\":1}}]|sub_calls: usage: x: is no meter"
      })
  void a_field_that_is_wrong_is_named(String field, String error) {
    assertThat(error(LEAST + "," + field)).isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"time", "provider", "request_model", "usage"})
  void what_an_event_needs_is_named_where_it_is_missing(String field) {
    assertThat(error(LEAST.replace("\"" + field + "\"", "\"left_out\"")))
        .isEqualTo(field + ": is missing");
  }

  @Test
  void names_have_the_limits_that_headers_have() {
    String longest = "x".repeat(128);
    for (String name : List.of("project", "team", "user", "session", "feature", "environment")) {
      assertThat(sendEvents(LEAST + ",\"" + name + "\":\"" + longest + "\"").json().toString())
          .doesNotContain("rejected");
      assertThat(error(LEAST + ",\"" + name + "\":\"" + longest + "x\""))
          .isEqualTo(name + ": is longer than 128 characters");
    }
    assertThat(error(LEAST.replace("e1", "x".repeat(65))))
        .isEqualTo("id: is longer than 64 characters");
    String seventeen =
        IntStream.range(0, 17)
            .mapToObj(i -> "\"t" + i + "\":\"v\"")
            .collect(Collectors.joining(","));
    assertThat(error(LEAST + ",\"tags\":{" + seventeen + "}"))
        .isEqualTo("tags: has more than 16 tags");
  }

  @ParameterizedTest
  @CsvSource({
    "aws.bedrock,gpt-5,bedrock",
    "azure.ai.openai,gpt-5,azure",
    "gcp.gemini,gemini-3,gemini",
    "gcp.vertex_ai,gemini-3,vertex",
    "gcp.vertex_ai,claude-opus-4,vertex_anthropic",
    "mistral_ai,m,mistral",
    "X_AI,grok,xai",
    "vercel-gateway,m,vercel_gateway",
    "our_own,m,our_own"
  })
  void providers_by_other_names_are_kept_under_ours(String sent, String model, String kept) {
    sendEvents(LEAST.replace("\"openai\"", "\"" + sent + "\"").replace("gpt-5", model));

    assertThat(event("e1").path("provider").asString()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "\"usage\":{}|unknown|null",
        "\"usage\":{},\"usage_source\":\"none\"|no_usage|\"0\"",
        "\"usage\":{},\"usage_source\":\"unknown\"|unknown|null",
        "\"usage\":{\"input\":0,\"output\":0}|priced|\"0\"",
        "\"usage_source\":\"counted\"|estimated|\"1.000004\"",
        "\"usage_source\":\"estimated\"|estimated|\"1.000004\"",
        "\"usage_source\":\"estimated\",\"response_model\":\"nameless\"|unpriced|null",
        "\"response_model\":\"nameless\"|unpriced|null",
        "\"http_status\":429,\"usage\":{}|not_billed|\"0\"",
        "\"http_status\":500|not_billed|\"0\"",
        "\"operation\":\"count_tokens\"|not_billed|\"0\"",
        "\"ending\":\"no_answer\",\"usage\":{}|unknown|null"
      })
  void status_and_cost_follow_from_the_facts_and_unknown_is_never_zero(
      String facts, String status, String cost) {
    sendEvents(LEAST + "," + facts);

    assertThat(event("e1").path("status").asString()).isEqualTo(status);
    assertThat(event("e1").path("cost").toString()).isEqualTo(cost);
  }

  @Test
  void modalities_are_told_apart_in_usage_or_beside_it() {
    sendEvents(
        LEAST.replace("\"input\":500000", "\"input\":3,\"input.audio\":4"),
        LEAST.replace("e1", "e2")
            + ",\"meters\":{\"input\":1,\"input.image\":499999,\"output\":2}");

    assertThat(event("e1").path("usage").toString()).isEqualTo("{\"input\":7,\"output\":2}");
    assertThat(event("e2").path("meters").toString())
        .isEqualTo("{\"input\":1,\"input.image\":499999,\"output\":2}");
  }

  @Test
  void the_tenant_is_the_key_s_whatever_the_body_says() {
    String forged = LEAST + ",\"organization\":\"" + TestPlane.ACME + "\",\"organization_id\":1";

    assertThat(sendEvents(forged).json().path("accepted").asInt()).isEqualTo(1);

    assertThat(event("e1").path("id").asString()).isEqualTo("e1");
    assertThat(plane.askWithKey(EVENTS + "/e1", TestPlane.ACME_READS).status()).isEqualTo(404);
  }

  @Test
  void the_team_and_project_that_a_key_is_bound_to_win_and_a_note_says_so() {
    String body = "{" + LEAST + ",\"team\":\"mine\",\"project\":\"search\"}";
    plane.ask(
        post(NDJSON, body.getBytes(UTF_8))
            .setHeader("Authorization", "Bearer " + TestPlane.ACME_WRITES));

    JsonNode event = plane.askWithKey(EVENTS + "/e1", TestPlane.ACME_READS).json();
    assertThat(event.path("team").asString()).isEqualTo("platform");
    assertThat(event.path("project").asString()).isEqualTo("search");
    assertThat(event.path("notes").toString())
        .isEqualTo("[\"the key is bound to its team; what the event said was not used\"]");
  }

  @Test
  void an_export_can_be_imported_as_it_is() {
    SampleEvents samples = new SampleEvents(3);
    List<UsageEvent> events = new ArrayList<>();
    while (events.size() < 200) {
      UsageEvent event = samples.priced();
      if (event.requestModel() != null) {
        events.add(event);
      }
    }
    String lines =
        events.stream()
            .map(event -> new String(EventJson.write(event), UTF_8))
            .map(json -> json.replaceFirst("\"source\":\"[a-z]+\"", "\"source\":\"import\""))
            .collect(Collectors.joining("\n"));

    Answer answer = send(NDJSON, lines);

    assertThat(answer.json().path("accepted").asInt()).isEqualTo(200);
    for (UsageEvent event : events) {
      JsonNode kept = event(event.id().value());
      assertThat(kept.path("source").asString()).isEqualTo("import");
      String key = event.attribution().key();
      assertThat(kept.path("key").asString()).isEqualTo(key == null ? "mtr_othero" : key);
    }
  }

  @Test
  void a_zipped_body_is_read_and_never_inflated_without_end() throws IOException {
    byte[] good = zipped(("{\"events\":[{" + LEAST + "}]}").getBytes(UTF_8));
    assertThat(plane.ask(post(JSON, good).header("Content-Encoding", "gzip")).status())
        .isEqualTo(200);
    byte[] bomb = zipped(new byte[64 << 20]);
    assertThat(plane.ask(post(JSON, bomb).header("Content-Encoding", "gzip")).problem())
        .isEqualTo("too-large");
    assertThat(plane.ask(post(JSON, new byte[9]).header("Content-Encoding", "gzip")).problem())
        .isEqualTo("bad-body");
    byte[] cut = java.util.Arrays.copyOf(good, good.length - 9);
    assertThat(plane.ask(post(JSON, cut).header("Content-Encoding", "gzip")).problem())
        .isEqualTo("bad-body");
    assertThat(plane.ask(post(JSON, good).header("Content-Encoding", "br")).problem())
        .isEqualTo("unsupported-media-type");
  }

  private static byte[] zipped(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(plain);
    }
    return bytes.toByteArray();
  }

  @Test
  void a_thousand_events_are_taken_and_one_more_is_too_many() {
    String thousand =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "{" + LEAST.replace("e1", "e" + i) + "}")
            .collect(Collectors.joining("\n"));
    assertThat(send(NDJSON, thousand).json().path("accepted").asInt()).isEqualTo(1_000);
    assertThat(send(NDJSON, thousand + "\n{" + LEAST + "}").problem()).isEqualTo("too-large");
    assertThat(send(JSON, " ".repeat((16 << 20) + 1)).problem()).isEqualTo("too-large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "[]",
        "{}",
        "{\"events\":{}}",
        "{\"events\":[],\"events\":[]}",
        "{\"events\":[]} more",
        "{\"events\":[{\"id\":\"x\"",
        "{\"events\":[{\"id\":\"\u0001\"}]}"
      })
  void a_body_that_cannot_be_read_is_400_and_nothing_of_it_is_taken(String body) {
    assertThat(send(JSON, body).problem()).isEqualTo("bad-body");
    assertThat(send(NDJSON, "{" + LEAST + "}\n{\"id\":").problem()).isEqualTo("bad-body");
    assertThat(plane.askWithKey(EVENTS + "/e1", TestPlane.OTHER_READS).status()).isEqualTo(404);
  }

  @Test
  void what_is_not_in_the_ledger_in_time_is_503_and_may_be_sent_again() {
    plane.ingest.late("the ledger is behind");
    Answer answer = sendEvents(LEAST);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("2");

    plane.ingest.late(null);
    assertThat(sendEvents(LEAST).json().path("accepted").asInt()).isEqualTo(1);
  }

  @Test
  void the_answer_waits_for_the_ledger() throws Exception {
    CountDownLatch committed = new CountDownLatch(1);
    plane.ingest.holdUntil(committed);
    CompletableFuture<Integer> answer =
        plane
            .sendLater(post(NDJSON, ("{" + LEAST + "}").getBytes(UTF_8)))
            .thenApply(HttpResponse::statusCode);
    // a second request goes the whole way meanwhile, and the first has still no answer
    assertThat(plane.askWithKey(EVENTS, TestPlane.OTHER_READS).json().path("data").size()).isZero();
    assertThat(answer).isNotDone();

    committed.countDown();

    assertThat(answer.get()).isEqualTo(200);
    assertThat(event("e1").path("id").asString()).isEqualTo("e1");
  }

  @Test
  void an_organization_that_sends_too_much_at_once_is_told_and_others_are_not() throws Exception {
    CountDownLatch committed = new CountDownLatch(1);
    plane.ingest.holdUntil(committed);
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    CountDownLatch refused = new CountDownLatch(44);
    for (int i = 0; i < 300; i++) {
      byte[] body = ("{" + LEAST.replace("e1", "e" + i) + "}").getBytes(UTF_8);
      answers.add(plane.sendLater(post(NDJSON, body)).thenApply(HttpResponse::statusCode));
      answers.getLast().thenRun(refused::countDown);
    }
    // 256 wait for the ledger, and the others are sent away while they do
    refused.await();
    assertThat(answers.stream().filter(CompletableFuture::isDone).count()).isEqualTo(44);
    CompletableFuture<Integer> other =
        plane
            .sendLater(
                post(NDJSON, ("{" + LEAST + "}").getBytes(UTF_8))
                    .setHeader("Authorization", "Bearer " + TestPlane.ACME_WRITES))
            .thenApply(HttpResponse::statusCode);

    committed.countDown();

    assertThat(other.get()).isEqualTo(200);
    for (CompletableFuture<Integer> answer : answers) {
      assertThat(answer.get()).isIn(200, 429);
    }
  }

  @Test
  void a_session_may_send_from_our_own_pages_and_from_nowhere_else() {
    String cookie = plane.cookie(TestPlane.OTHER_EMAIL);
    byte[] body = ("{" + LEAST + "}").getBytes(UTF_8);
    HttpRequest.Builder bySession =
        plane
            .get(EVENTS)
            .header("Content-Type", NDJSON)
            .header("Cookie", cookie)
            .POST(BodyPublishers.ofByteArray(body));

    assertThat(plane.ask(bySession.copy().header("Sec-Fetch-Site", "cross-site")).problem())
        .isEqualTo("cross-site");
    assertThat(plane.ask(bySession.copy().header("Origin", "https://evil.example")).problem())
        .isEqualTo("cross-site");
    assertThat(plane.ask(bySession.copy().header("Sec-Fetch-Site", "same-origin")).status())
        .isEqualTo(200);
    assertThat(event("e1").has("key")).isFalse();
  }
}
