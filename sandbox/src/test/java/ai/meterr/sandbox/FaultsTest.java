package ai.meterr.sandbox;

import static ai.meterr.sandbox.Caller.CHAT;
import static ai.meterr.sandbox.Caller.GENERATE;
import static ai.meterr.sandbox.Caller.INTERACTIONS;
import static ai.meterr.sandbox.Caller.MESSAGES;
import static ai.meterr.sandbox.Caller.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.sandbox.Caller.Answer;
import ai.meterr.sandbox.Caller.Frame;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class FaultsTest {
  private static final Caller CALLER = Caller.seeded(14);
  private static final String FAULT = "x-sandbox-fault";
  private static final String STREAMED = ",\"stream\":true";

  @AfterAll
  static void close() {
    CALLER.close();
  }

  static List<Arguments> plain() {
    return List.of(
        Arguments.of(CHAT, Caller.chat("gpt-5-mini", "hi", "")),
        Arguments.of("/v1/responses", "{\"model\":\"gpt-5-mini\",\"input\":\"hi\"}"),
        Arguments.of(MESSAGES, Caller.messages("claude-haiku-4-5", "hi", "")),
        Arguments.of(GENERATE, Caller.contents("hi", "")),
        Arguments.of(INTERACTIONS, "{\"model\":\"gemini-2.5-flash\",\"input\":\"hi\"}"));
  }

  static List<Arguments> streamed() {
    return List.of(
        Arguments.of(CHAT, Caller.chat("gpt-5-mini", "hi", STREAMED)),
        Arguments.of(
            "/v1/responses", "{\"model\":\"gpt-5-mini\",\"input\":\"hi\",\"stream\":true}"),
        Arguments.of(MESSAGES, Caller.messages("claude-haiku-4-5", "hi", STREAMED)),
        Arguments.of(STREAM + "?alt=sse", Caller.contents("hi", "")),
        Arguments.of(
            INTERACTIONS, "{\"model\":\"gemini-2.5-flash\",\"input\":\"hi\",\"stream\":true}"));
  }

  @ParameterizedTest
  @MethodSource("plain")
  void an_ordered_error_is_answered_before_a_stream_as_before_a_plain_answer(
      String path, String body) throws IOException {
    for (int status : List.of(400, 403, 429, 500, 503, 529)) {
      Answer answer = CALLER.post(path, body, FAULT, "error-" + status);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.json().at("/error/message").stringValue()).isNotEmpty();
    }
    assertThat(CALLER.post(path, body, FAULT, "error-429").header("retry-after")).isEqualTo("1");
  }

  @ParameterizedTest
  @MethodSource("plain")
  void a_plain_answer_that_hangs_up_half_way_is_seen_as_broken(String path, String body) {
    assertThatThrownBy(() -> CALLER.post(path, body, FAULT, "hang-up-mid"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> CALLER.post(path, body, FAULT, "hang-up"))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @MethodSource("streamed")
  void a_stream_that_hangs_up_half_way_is_seen_as_broken(String path, String body) {
    assertThatThrownBy(() -> CALLER.post(path, body, FAULT, "hang-up-mid"))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @MethodSource("streamed")
  void a_stream_that_breaks_off_says_so_in_a_frame_under_status_200(String path, String body)
      throws IOException {
    Answer answer = CALLER.post(path, body, FAULT, "error-mid");
    assertThat(answer.status()).isEqualTo(200);
    List<Frame> frames =
        answer.frames().stream().filter(frame -> !frame.data().equals("[DONE]")).toList();
    JsonNode last = frames.getLast().json();
    assertThat(last.has("error") || !last.at("/response/error").isMissingNode()).isTrue();
    assertThat(answer.text()).doesNotContain("message_stop").doesNotContain("\"finishReason\"");
    assertThat(frames).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("plain")
  void a_plain_answer_cannot_break_off_and_is_an_error_instead(String path, String body)
      throws IOException {
    assertThat(CALLER.post(path, body, FAULT, "error-mid").status()).isEqualTo(500);
  }

  @ParameterizedTest
  @MethodSource("plain")
  void usage_is_left_out_when_ordered(String path, String body) throws IOException {
    assertThat(CALLER.post(path, body, FAULT, "no-usage").text().toLowerCase(Locale.ROOT))
        .doesNotContain("\"usage\":{")
        .doesNotContain("usagemetadata");
  }

  @ParameterizedTest
  @MethodSource("streamed")
  void usage_is_left_out_of_a_stream_when_ordered(String path, String body) throws IOException {
    assertThat(CALLER.post(path, body, FAULT, "no-usage").text().toLowerCase(Locale.ROOT))
        .doesNotContain("\"usage\":{")
        .doesNotContain("usagemetadata");
  }

  @ParameterizedTest
  @MethodSource("streamed")
  void a_stream_is_gzipped_asked_or_not(String path, String body) throws IOException {
    Answer answer = CALLER.post(path, body, FAULT, "gzip");
    assertThat(answer.header("content-encoding")).isEqualTo("gzip");
    assertThat(answer.frames()).hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @MethodSource("plain")
  void a_big_answer_has_exactly_so_many_bytes_of_text(String path, String body) throws IOException {
    int bytes = 3_000_001;
    String text = CALLER.post(path, body, FAULT, "big:" + bytes).text();
    assertThat(longest(Json.MAPPER.readTree(text))).isEqualTo(bytes);
  }

  private static int longest(JsonNode node) {
    if (node.isString()) {
      return node.stringValue().length();
    }
    return node.values().stream().mapToInt(FaultsTest::longest).max().orElse(0);
  }

  @Test
  void a_slow_head_and_slow_chunks_take_their_time() throws IOException {
    String body = Caller.chat("gpt-5-mini", "hi", STREAMED + ",\"max_completion_tokens\":20");
    long began = System.nanoTime();
    int frames = CALLER.post(CHAT, body, FAULT, "slow-head:120,slow-chunk:10").frames().size();
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThan(Duration.ofMillis(120 + 10L * (frames - 3)));
  }

  @Test
  void a_stalled_call_gets_no_answer() {
    HttpRequest request =
        HttpRequest.newBuilder(CALLER.sandbox.address().resolve(CHAT))
            .header("authorization", "Bearer good")
            .header(FAULT, "stall")
            .timeout(Duration.ofMillis(300))
            .POST(BodyPublishers.ofString(Caller.chat("gpt-5-mini", "hi", "")))
            .build();
    assertThatThrownBy(() -> CALLER.exchange(request)).isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void faults_can_be_ordered_in_the_body_and_behind_the_model() throws IOException {
    String metadata = ",\"metadata\":{\"fault\":\"error-503\"}";
    assertThat(CALLER.post(CHAT, Caller.chat("gpt-5-mini", "hi", metadata)).status())
        .isEqualTo(503);
    assertThat(CALLER.post(CHAT, Caller.chat("gpt-5-mini+error-503", "hi", "")).status())
        .isEqualTo(503);
    String path = "/v1beta/models/gemini-2.5-flash+error-503:generateContent";
    assertThat(CALLER.post(path, Caller.contents("hi", "")).status()).isEqualTo(503);
    String labels = ",\"labels\":{\"fault\":\"error-503\"}";
    assertThat(CALLER.post(GENERATE, Caller.contents("hi", labels)).status()).isEqualTo(503);
  }

  @Test
  void an_unknown_fault_is_refused_so_that_a_misspelt_one_is_no_health() throws IOException {
    Answer answer = CALLER.post(CHAT, Caller.chat("gpt-5-mini", "hi", ""), FAULT, "no-uasge");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/error/message").stringValue()).contains("no-uasge");
  }

  @Test
  void usage_can_be_ordered_to_the_token() throws IOException {
    String order =
        "input=100,cache_read=20,cache_write_5m=3,cache_write_1h=4,output=50,reasoning=6";
    JsonNode anthropic =
        CALLER
            .post(
                MESSAGES, Caller.messages("claude-sonnet-4-6", "hi", ""), "x-sandbox-usage", order)
            .json()
            .path("usage");
    assertThat(anthropic.path("input_tokens").asLong()).isEqualTo(100);
    assertThat(anthropic.path("cache_read_input_tokens").asLong()).isEqualTo(20);
    assertThat(anthropic.path("cache_creation_input_tokens").asLong()).isEqualTo(7);
    assertThat(anthropic.path("output_tokens").asLong()).isEqualTo(56);
    JsonNode openAi =
        CALLER
            .post(CHAT, Caller.chat("gpt-5.4", "hi", ""), "x-sandbox-usage", order)
            .json()
            .path("usage");
    assertThat(openAi.path("prompt_tokens").asLong()).isEqualTo(127);
    assertThat(openAi.path("completion_tokens").asLong()).isEqualTo(56);
  }
}
