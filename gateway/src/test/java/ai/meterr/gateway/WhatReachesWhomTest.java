package ai.meterr.gateway;

import static ai.meterr.gateway.Chats.ANSWER;
import static ai.meterr.gateway.Chats.ASK;
import static ai.meterr.gateway.Chats.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.Ending;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a provider is told of a call, what its client is told of the answer, and what is booked. */
@Timeout(20)
@ExtendWith(NoLeaks.class)
class WhatReachesWhomTest {
  private final House house = new House();

  WhatReachesWhomTest() {
    house.journal.answersItself();
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void the_deployments_key_replaces_a_meterr_key() {
    Wire.Message asked = asked(house.post(PATH, ASK));

    assertThat(asked.all("authorization")).containsExactly("Bearer sk-deployment");
    assertThat(asked.header("host")).isEqualTo("127.0.0.1:" + house.provider.port());
    assertThat(asked.text()).isEqualTo(ASK);
  }

  @Test
  void the_organizations_key_comes_before_the_deployments() {
    house.organizationsKeys.put(ProviderId.OPENAI, new ProviderSecret("sk-organization"));

    assertThat(asked(house.post(PATH, ASK)).all("authorization"))
        .containsExactly("Bearer sk-organization");
  }

  @Test
  void the_callers_own_key_comes_before_both() {
    Wire.Message asked =
        asked(
            house.post(
                PATH, ASK, "authorization: Bearer sk-callers", "x-meterr-key: " + House.KEY));

    assertThat(asked.all("authorization")).containsExactly("Bearer sk-callers");
    assertThat(asked.headers()).noneMatch(header -> header.contains("mtr_"));
  }

  @Test
  void a_key_goes_where_the_provider_wants_it() {
    house.organizationsKeys.put(ProviderId.ANTHROPIC, new ProviderSecret("sk-ant"));
    house.organizationsKeys.put(ProviderId.GEMINI, new ProviderSecret("AIza"));

    assertThat(asked(house.post("/v1/messages", ASK, "x-api-key: " + House.KEY)).all("x-api-key"))
        .containsExactly("sk-ant");
    Wire.Message azure =
        asked(
            house.post(
                "/azure/openai/deployments/d/chat/completions?api-version=2024-10-21",
                ASK,
                "api-key: " + House.KEY));
    assertThat(azure.all("api-key")).containsExactly("azure-deployment");
    assertThat(azure.header("authorization")).isNull();
    assertThat(azure.target())
        .isEqualTo(
            "/tenants/our%20own/openai/deployments/d/chat/completions?api-version=2024-10-21");
    Wire.Message gemini =
        asked(
            house.post(
                "/v1beta/models/gemini-2.5-flash:generateContent?a=1&key=" + House.KEY + "&b=%202",
                "{}",
                "x-not-a-key: mtr_"));
    assertThat(gemini.target())
        .isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent?a=1&b=%202");
    assertThat(gemini.all("x-goog-api-key")).containsExactly("AIza");
  }

  @Test
  void no_meterr_key_reaches_a_provider_wherever_it_stands() {
    Wire.Message asked =
        asked(
            house.post(
                PATH + "?k%65y=" + House.KEY.replace("_", "%5F") + "&api_key=" + House.KEY,
                ASK,
                "authorization: bearer  " + House.KEY,
                "x-api-key: " + House.KEY,
                "ocp-apim-subscription-key: " + House.KEY));

    assertThat(asked.headers()).noneMatch(header -> header.contains("mtr_"));
    assertThat(asked.target()).isEqualTo(PATH);
    assertThat(asked.all("authorization")).containsExactly("Bearer sk-deployment");
  }

  @Test
  void what_is_not_meterrs_reaches_the_provider_unchanged() {
    Wire.Message asked =
        asked(
            house.post(
                PATH,
                ASK,
                "X-Stainless-Lang: python",
                "anthropic-beta: a",
                "anthropic-beta: b",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "x-forwarded-for: 192.0.2.1",
                "cookie: session=secret",
                "x-meterr-project: p",
                "x-meterr-unheard-of: q",
                "te: trailers",
                "connection: x-hop",
                "x-hop: 1",
                "accept-encoding: br, gzip;q=0.8, zstd, deflate"));

    assertThat(asked.headers())
        .contains(
            "X-Stainless-Lang: python",
            "anthropic-beta: a",
            "anthropic-beta: b",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "x-forwarded-for: 192.0.2.1")
        .noneMatch(header -> header.matches("(?i)(cookie|x-meterr-.*|te|x-hop|connection): .*"));
    assertThat(asked.all("accept-encoding")).containsExactly("gzip;q=0.8, deflate");
  }

  @Test
  void the_answers_headers_pass_but_for_what_speaks_for_our_own_origin() {
    Wire client = house.post(PATH, ASK);
    Wire provider = house.provider.accept();
    provider.message();
    provider.send(
        "HTTP/1.1 307 Temporary Redirect\r\n"
            + "location: https://elsewhere.example/v1\r\n"
            + "x-request-id: req_1\r\n"
            + "set-cookie: a=b\r\n"
            + "set-cookie: c=d\r\n"
            + "alt-svc: h3=\":443\"\r\n"
            + "access-control-allow-origin: *\r\n"
            + "Access-Control-Allow-Credentials: true\r\n"
            + "x-meterr-event-id: theirs\r\n"
            + "x-meterr-cost: 0\r\n"
            + "keep-alive: timeout=5\r\n"
            + "content-length: 0\r\n\r\n");

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.headers())
        .contains("location: https://elsewhere.example/v1", "x-request-id: req_1")
        .noneMatch(
            header -> header.matches("(?i)(set-cookie|alt-svc|access-control-.*|keep-alive): .*"));
    assertThat(answer.all("x-meterr-event-id")).hasSize(1).doesNotContain("theirs");
    assertThat(answer.header("x-meterr-cost")).isNull();
  }

  @Test
  void answers_without_a_body_have_none() throws Exception {
    Wire client = house.get("/v1/models/m", "if-none-match: \"1\"");
    Wire provider = house.provider.accept();
    provider.message();
    provider.send("HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\n\r\n");
    assertThat(client.message().status()).isEqualTo(304);
    assertThat(house.journal.closedEvent().status()).isEqualTo(Status.NO_USAGE);

    client.send(House.request("DELETE", "/v1/files/f", ""));
    provider.message();
    provider.send("HTTP/1.1 204 No Content\r\n\r\n");
    assertThat(client.message().status()).isEqualTo(204);

    client.send(House.request("HEAD", "/v1/models", ""));
    assertThat(provider.message().startLine()).isEqualTo("HEAD /v1/models HTTP/1.1");
    provider.send("HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n");
    Wire.Message head = client.head();
    assertThat(head.header("content-length")).isEqualTo("900000");
    assertThat(head.header("x-meterr-event-id")).isNotNull();

    client.send(House.request("GET", "/v1/models?limit=2", ""));
    assertThat(provider.message().startLine()).isEqualTo("GET /v1/models?limit=2 HTTP/1.1");
    provider.answer(200, "application/json", "{\"data\":[]}");
    Wire.Message list = client.message();
    assertThat(list.text()).isEqualTo("{\"data\":[]}");
    assertThat(list.header("x-meterr-cost")).isEqualTo("0");
  }

  @Test
  void a_call_is_booked_on_what_its_headers_say() throws Exception {
    answered(
        house.post(
            PATH,
            ASK,
            "x-meterr-project: shop",
            "x-meterr-team: web",
            "x-meterr-user: Zoé".replace("é", "\u00c3\u00a9"),
            "x-meterr-session: s-1",
            "x-meterr-feature: search",
            "x-meterr-environment: prod",
            "x-meterr-tags: a=1, b = 2,",
            "x-meterr-tags: c=x=y"));

    UsageEvent event = house.journal.closedEvent();
    assertThat(event.attribution().key()).isEqualTo("mtr_012345");
    assertThat(event.attribution().project()).isEqualTo("shop");
    assertThat(event.attribution().team()).isEqualTo("web");
    assertThat(event.attribution().user()).isEqualTo("Zoé");
    assertThat(event.attribution().session()).isEqualTo("s-1");
    assertThat(event.attribution().feature()).isEqualTo("search");
    assertThat(event.attribution().environment()).isEqualTo("prod");
    assertThat(event.attribution().tags()).isEqualTo(Map.of("a", "1", "b", "2", "c", "x=y"));
    assertThat(event.time()).isEqualTo(House.NOW);
    assertThat(event.operation()).isEqualTo(Operation.CHAT);
    assertThat(event.providerResponseId()).isEqualTo("chatcmpl-1");
    assertThat(event.facts().ending()).isEqualTo(Ending.COMPLETED);
  }

  @Test
  void a_bound_keys_team_wins_and_the_event_says_so() throws Exception {
    answered(
        house.post(
            PATH, ASK, "authorization: Bearer " + House.BOUND_KEY, "x-meterr-team: marketing"));

    UsageEvent event = house.journal.closedEvent();
    assertThat(event.attribution().team()).isEqualTo("payments");
    assertThat(event.notes()).anyMatch(note -> note.contains("bound to its team"));
  }

  @Test
  void of_a_repeated_model_the_last_counts_as_it_does_for_the_provider() throws Exception {
    String twice = "{\"model\":\"gpt-4\",\"stream\":true,\"model\":\"gpt-5\",\"stream\":false}";
    Wire client = house.post(PATH, twice);
    Wire provider = house.provider.accept();
    assertThat(provider.message().text()).isEqualTo(twice);
    provider.answer(200, "application/json", ANSWER);
    client.message();

    UsageEvent event = house.journal.closedEvent();
    assertThat(String.valueOf(event.requestModel())).isEqualTo("gpt-5");
    assertThat(event.streamed()).isFalse();
  }

  @Test
  void an_unpriced_answer_carries_no_cost() throws Exception {
    Wire client = house.post(PATH, ASK);
    Wire provider = house.provider.accept();
    provider.message();
    provider.answer(200, "application/json", ANSWER.replace("gpt-5", "unheard-of"));

    assertThat(client.message().header("x-meterr-cost")).isNull();
    assertThat(house.journal.closedEvent().status()).isEqualTo(Status.UNPRICED);
  }

  @Test
  void a_compressed_request_streams_through_unread() throws Exception {
    ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
      gzip.write(ASK.getBytes(StandardCharsets.UTF_8));
    }
    Wire client =
        house
            .client()
            .send(
                House.request(
                    "POST",
                    PATH,
                    "",
                    "content-encoding: gzip",
                    "content-length: " + gzipped.size()))
            .send(gzipped.toByteArray());
    Wire provider = house.provider.accept();
    Wire.Message asked = provider.message();
    assertThat(asked.body()).isEqualTo(gzipped.toByteArray());
    provider.answer(200, "application/json", ANSWER);

    assertThat(client.message().text()).isEqualTo(ANSWER);
    UsageEvent event = house.journal.closedEvent();
    assertThat(event.requestModel()).isNull();
    assertThat(event.usage().totalTokens()).isEqualTo(10);
    assertThat(event.notes()).anyMatch(note -> note.contains("came compressed"));
  }

  @Test
  void uploads_stream_through_while_they_come() throws Exception {
    Wire client = house.client();
    client.send(
        House.request(
            "POST",
            "/upload/v1beta/files",
            "",
            "x-goog-api-key: " + House.KEY,
            "content-type: multipart/related; boundary=x",
            "transfer-encoding: chunked"));
    Wire provider = house.provider.accept();
    assertThat(provider.head().target()).isEqualTo("/upload/v1beta/files");
    client.chunk("not json");
    assertThat(provider.chunksOf(8)).isEqualTo("not json");
    client.lastChunk();
    assertThat(provider.chunk()).isEmpty();
    provider.answer(200, "application/json", "{}");

    assertThat(client.message().status()).isEqualTo(200);
    UsageEvent event = house.journal.closedEvent();
    assertThat(event.status()).isEqualTo(Status.NO_USAGE);
    assertThat(event.provider()).isEqualTo(ProviderId.GEMINI);
  }

  /** The request as the provider got it. */
  private Wire.Message asked(Wire client) {
    Wire provider = house.provider.accept();
    Wire.Message asked = provider.message();
    provider.close();
    client.close();
    return asked;
  }

  private void answered(Wire client) {
    Wire provider = house.provider.accept();
    provider.message();
    provider.answer(200, "application/json", ANSWER);
    assertThat(client.message().text()).isEqualTo(ANSWER);
  }
}
