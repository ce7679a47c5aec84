package ai.meterr.gateway;

import static ai.meterr.gateway.Chats.ASK;
import static ai.meterr.gateway.Chats.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What never goes upstream: it leaves no record, and its answer has the shape of the API called.
 */
@Timeout(20)
@ExtendWith(NoLeaks.class)
class RefusalsTest {
  private final House house = new House();

  @AfterEach
  void nothing_was_recorded_and_nothing_went_upstream() {
    house.settle();
    assertThat(house.provider.wasReached()).isFalse();
    assertThat(house.journal.isAsked()).isFalse();
    house.close();
  }

  @Test
  void no_key_is_401_in_each_apis_shape() {
    assertRefused(
        house.client().send("GET /v1/models HTTP/1.1\r\nhost: m\r\n\r\n"),
        401,
        "{\"error\":{\"message\":",
        "\"code\":\"meterr_no_key\"");
    assertRefused(
        house.client().send("GET /v1/messages/batches HTTP/1.1\r\nhost: m\r\n\r\n"),
        401,
        "{\"type\":\"error\",\"error\":{\"type\":\"meterr_no_key\"");
    assertRefused(
        house.client().send("GET /v1beta/models HTTP/1.1\r\nhost: m\r\n\r\n"),
        401,
        "\"status\":\"UNAUTHENTICATED\"",
        "\"reason\":\"METERR_NO_KEY\"");
  }

  @Test
  void a_wrong_key_is_401_and_is_not_repeated() {
    String wrong = "mtr_wrongwrongwrongwrongwrongwrongwr";
    Wire.Message answer = house.post(PATH, ASK, "authorization: Bearer " + wrong).message();

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text()).contains("meterr_wrong_key").doesNotContain("mtr_wrong");
    assertThat(answer.header("x-meterr-event-id")).isNull();
  }

  @Test
  void a_provider_key_alone_is_no_meterr_key() {
    assertRefused(
        house
            .client()
            .send("GET /v1/models HTTP/1.1\r\nhost: m\r\nauthorization: Bearer sk-1\r\n\r\n"),
        401,
        "meterr_no_key");
  }

  @Test
  void a_key_that_may_not_call_is_403() {
    assertRefused(
        house.post(PATH, ASK, "authorization: Bearer " + House.READING_KEY),
        403,
        "meterr_not_allowed");
  }

  @Test
  void keys_that_cannot_be_looked_up_are_503_and_not_401() {
    house.directoryDown = true;
    Wire.Message answer = house.post(PATH, ASK).message();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isNotNull();
    assertThat(answer.text()).contains("meterr_keys_unavailable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sec-fetch-mode: navigate",
        "sec-fetch-dest: iframe",
        "sec-fetch-dest: serviceworker",
        "upgrade-insecure-requests: 1"
      })
  void what_a_browser_would_show_or_run_is_403(String header) {
    assertRefused(house.get("/v1/models", header), 403, "meterr_browser_navigation");
  }

  @Test
  void a_page_that_fetches_gets_no_permission_to_read() {
    Wire.Message preflight =
        house
            .client()
            .send(
                "OPTIONS "
                    + PATH
                    + " HTTP/1.1\r\nhost: m\r\norigin: https://elsewhere.example\r\n"
                    + "access-control-request-method: POST\r\n\r\n")
            .message();

    assertThat(preflight.status()).isEqualTo(401);
    assertThat(preflight.headers())
        .noneMatch(header -> header.toLowerCase(Locale.ROOT).startsWith("access-"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"model\":", "hello", "[]", "{} {}"})
  void a_body_that_is_not_json_is_400_and_is_not_repeated(String body) {
    Wire.Message answer = house.post(PATH, body).message();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("meterr_not_json").doesNotContain("hello");
  }

  @Test
  void an_empty_body_is_400_where_json_is_needed() {
    assertRefused(house.client().send(House.request("POST", PATH, "")), 400, "meterr_not_json");
  }

  @Test
  void a_body_past_the_limit_is_413_at_its_head() {
    assertRefused(
        house.client().send(House.request("POST", PATH, "", "content-length: " + ((64 << 20) + 1))),
        413,
        "64 MiB");
    assertRefused(
        house
            .client()
            .send(House.request("POST", "/v1/messages", "", "content-length: " + ((32 << 20) + 1))),
        413,
        "32 MiB");
    assertRefused(
        house
            .client()
            .send(House.request("POST", "/v1/files", "", "content-length: " + ((2L << 30) + 1))),
        413,
        "2048 MiB");
  }

  @Test
  void a_body_that_would_pass_the_memory_for_bodies_is_503() {
    Wire client = house.client();
    client.send(House.request("POST", PATH, "", "content-length: " + (3 << 20)));
    client.send("{\"pad\":\"" + "x".repeat(2 << 20));

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isNotNull();
    assertThat(answer.text()).contains("meterr_busy");
    assertThat(house.proxy.bodyMemoryTaken()).isZero();
  }

  @Test
  void what_stands_nowhere_is_404() {
    assertRefused(house.get("/nobody/v1/models"), 404, "meterr_not_found");
    assertRefused(house.get("/No.Provider/v1"), 404, "meterr_not_found");
  }

  @Test
  void a_provider_that_is_nowhere_is_503() {
    Wire.Message answer = house.post("/gpustack/v1/chat/completions", ASK).message();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("METERR_GPUSTACK_BASE_URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/files/../chat/completions",
        "/v1/files/%2e%2E/chat/completions",
        "/openai/..",
        "/openai/..%2fadmin",
        "/openai/a/.\\b"
      })
  void a_path_that_could_mean_another_endpoint_is_400(String path) {
    assertRefused(house.client().send(House.request("POST", path, ASK)), 400, "meterr_bad_path");
  }

  @Test
  void an_attribution_that_cannot_be_booked_is_400() {
    assertRefused(
        house.post(PATH, ASK, "x-meterr-user: " + "u".repeat(129)), 400, "128 characters");
    assertRefused(house.post(PATH, ASK, "x-meterr-tags: novalue"), 400, "meterr_bad_attribution");
    String seventeen =
        IntStream.range(0, 17).mapToObj(i -> "t" + i + "=1").collect(Collectors.joining(","));
    assertRefused(house.post(PATH, ASK, "x-meterr-tags: " + seventeen), 400, "more than 16");
  }

  @Test
  void a_stored_provider_key_that_no_header_may_hold_is_503() {
    house.organizationsKeys.put(ProviderId.OPENAI, new ProviderSecret("sk-1\r\nx-evil: 1"));

    Wire.Message answer = house.post(PATH, ASK).message();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("meterr_provider_key_malformed").doesNotContain("sk-1");
  }

  @Test
  void what_the_port_refuses_before_it_is_a_call_has_the_apis_shape_too() {
    Wire.Message tooLarge =
        house
            .client()
            .send(
                "GET /v1beta/models HTTP/1.1\r\nhost: m\r\nx-large: "
                    + "x".repeat(40 << 10)
                    + "\r\n\r\n")
            .message();

    assertThat(tooLarge.status()).isEqualTo(431);
    assertThat(tooLarge.text()).contains("\"reason\":\"METERR_HTTP_431\"");
    assertRefused(
        house
            .client()
            .send(
                "POST /v1/messages HTTP/1.1\r\nhost: m\r\ncontent-length: 3\r\n"
                    + "transfer-encoding: chunked\r\n\r\n"),
        400,
        "meterr_http_400");
  }

  private static void assertRefused(Wire client, int status, String... parts) {
    Wire.Message answer = client.message();
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.text()).contains(parts);
    client.close();
  }
}
