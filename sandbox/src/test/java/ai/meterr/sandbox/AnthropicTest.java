package ai.meterr.sandbox;

import static ai.meterr.sandbox.Caller.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.sandbox.Caller.Answer;
import ai.meterr.sandbox.Caller.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AnthropicTest {
  private static final Caller CALLER = Caller.seeded(12);
  private static final String SONNET = "claude-sonnet-4-6";
  private static final String STREAM = ",\"stream\":true";
  private static final String THINKING =
      ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}";
  private static final String TOOL =
      """
      ,"tools":[{"name":"find","input_schema":{"type":"object",
      "properties":{"waybill":{"type":"string"}}}}]\
      """;

  @AfterAll
  static void close() {
    CALLER.close();
  }

  @Test
  void a_message_has_its_members_and_a_usage_in_exclusive_classes() throws IOException {
    JsonNode message = CALLER.post(MESSAGES, Caller.messages(SONNET, "hi", "")).json();
    assertThat(message.propertyNames())
        .containsExactlyInAnyOrder(
            "model", "id", "type", "role", "content", "stop_reason", "stop_sequence", "usage");
    assertThat(message.path("id").stringValue()).startsWith("msg_01");
    assertThat(message.at("/content/0/type").stringValue()).isEqualTo("text");
    assertThat(message.path("stop_reason").stringValue()).isEqualTo("end_turn");
    assertThat(message.at("/usage/input_tokens").asLong()).isPositive();
    assertThat(message.at("/usage/output_tokens").asLong()).isPositive();
    assertThat(message.at("/usage/service_tier").stringValue()).isEqualTo("standard");
  }

  @Test
  void a_cached_prompt_is_read_or_written_and_the_sum_is_what_the_count_says() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      String ttl = i % 2 == 0 ? ",\"ttl\":\"1h\"" : "";
      String system =
          """
          ,"system":[{"type":"text","text":"%s","cache_control":{"type":"ephemeral"%s}}]\
          """
              .formatted("manual ".repeat(1200), ttl);
      String body = Caller.messages(SONNET, "question " + i, system);
      JsonNode usage = CALLER.post(MESSAGES, body).json().path("usage");
      long fiveMinutes = usage.at("/cache_creation/ephemeral_5m_input_tokens").asLong();
      long hour = usage.at("/cache_creation/ephemeral_1h_input_tokens").asLong();
      long read = usage.path("cache_read_input_tokens").asLong();
      assertThat(usage.path("cache_creation_input_tokens").asLong()).isEqualTo(fiveMinutes + hour);
      assertThat(usage.path("input_tokens").asLong() + fiveMinutes + hour + read)
          .isEqualTo(
              CALLER.post("/v1/messages/count_tokens", body).json().path("input_tokens").asLong());
      seen.add(fiveMinutes > 0 ? "5m" : hour > 0 ? "1h" : read > 0 ? "read" : "none");
    }
    assertThat(seen).containsExactlyInAnyOrder("5m", "1h", "read");
  }

  @Test
  void a_stream_runs_from_message_start_to_message_stop() throws IOException {
    List<Frame> frames = CALLER.post(MESSAGES, Caller.messages(SONNET, "hi", STREAM)).frames();
    assertThat(frames)
        .allMatch(frame -> frame.event().equals(frame.json().path("type").asString()));
    List<String> order = new ArrayList<>();
    for (Frame frame : frames) {
      if (order.isEmpty() || !order.getLast().equals(frame.event())) {
        order.add(frame.event());
      }
    }
    assertThat(order)
        .containsExactly(
            "message_start",
            "content_block_start",
            "ping",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    JsonNode start = frames.getFirst().json().at("/message/usage");
    JsonNode end = frames.get(frames.size() - 2).json().path("usage");
    assertThat(start.path("output_tokens").asLong()).isEqualTo(1);
    assertThat(end.path("output_tokens").asLong()).isGreaterThan(1);
    assertThat(end.path("input_tokens").asLong()).isEqualTo(start.path("input_tokens").asLong());
    assertThat(end.has("cache_creation")).isFalse();
  }

  @Test
  void thinking_comes_first_is_signed_and_is_part_of_the_output() throws IOException {
    JsonNode message =
        CALLER.post(MESSAGES, Caller.messages("claude-opus-4-8", "hi", THINKING)).json();
    assertThat(message.at("/content/0/type").stringValue()).isEqualTo("thinking");
    assertThat(message.at("/content/0/signature").stringValue()).isNotEmpty();
    assertThat(message.at("/usage/output_tokens_details/thinking_tokens").asLong())
        .isBetween(1L, message.at("/usage/output_tokens").asLong() - 1);
    List<Frame> frames =
        CALLER.post(MESSAGES, Caller.messages("claude-opus-4-8", "hi", THINKING + STREAM)).frames();
    assertThat(frames)
        .extracting(frame -> frame.json().at("/delta/type").asString(""))
        .containsSubsequence("thinking_delta", "signature_delta", "text_delta");
    assertThat(
            frames
                .get(frames.size() - 2)
                .json()
                .at("/usage/output_tokens_details/thinking_tokens")
                .asLong())
        .isPositive();
  }

  @Test
  void a_tool_is_used_plain_and_in_pieces() throws IOException {
    JsonNode message = CALLER.post(MESSAGES, Caller.messages(SONNET, "hi", TOOL)).json();
    assertThat(message.path("stop_reason").stringValue()).isEqualTo("tool_use");
    assertThat(message.at("/content/0/input/waybill").isString()).isTrue();
    assertThat(message.at("/content/0/id").stringValue()).startsWith("toolu_01");
    StringBuilder input = new StringBuilder();
    for (Frame frame :
        CALLER.post(MESSAGES, Caller.messages(SONNET, "hi", TOOL + STREAM)).frames()) {
      input.append(frame.json().at("/delta/partial_json").asString(""));
    }
    assertThat(Json.MAPPER.readTree(input.toString()).has("waybill")).isTrue();
  }

  @Test
  void a_tool_result_is_answered_in_words() throws IOException {
    String body =
        """
        {"model":"claude-sonnet-4-6","max_tokens":400,"messages":[
        {"role":"user","content":"hi"},
        {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"find","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"ok"}]}]
        %s}\
        """
            .formatted(TOOL);
    JsonNode message = CALLER.post(MESSAGES, body).json();
    assertThat(message.path("stop_reason").stringValue()).isEqualTo("end_turn");
    assertThat(message.at("/content/0/type").stringValue()).isEqualTo("text");
  }

  @Test
  void what_exceeds_max_tokens_is_cut() throws IOException {
    String body =
        """
        {"model":"claude-sonnet-4-6","max_tokens":7,"messages":[{"role":"user","content":"hi"}]}\
        """;
    JsonNode message = CALLER.post(MESSAGES, body).json();
    assertThat(message.path("stop_reason").stringValue()).isEqualTo("max_tokens");
    assertThat(message.at("/usage/output_tokens").asLong()).isBetween(1L, 7L);
  }

  @Test
  void models_are_listed_and_found_by_name() throws IOException {
    JsonNode list = CALLER.get("/v1/models", "anthropic-version", "2023-06-01").json();
    assertThat(list.path("has_more").asBoolean()).isFalse();
    assertThat(list.at("/data/0/type").stringValue()).isEqualTo("model");
    assertThat(list.path("last_id").stringValue())
        .isEqualTo(list.path("data").path(list.path("data").size() - 1).path("id").stringValue());
    assertThat(
            CALLER
                .get("/v1/models/claude-opus-4-8", "anthropic-version", "2023-06-01")
                .json()
                .path("display_name")
                .stringValue())
        .isEqualTo("Claude Opus 4.8");
  }

  @Test
  void errors_have_the_shape_of_the_api_and_the_id_of_the_header() throws IOException {
    Answer wrong = CALLER.post(MESSAGES, "{}", "authorization", "Bearer wrong");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.json().path("type").stringValue()).isEqualTo("error");
    assertThat(wrong.json().at("/error/type").stringValue()).isEqualTo("authentication_error");
    assertThat(wrong.json().path("request_id").stringValue()).isEqualTo(wrong.header("request-id"));
    Answer empty = CALLER.post(MESSAGES, "{\"model\":\"m\",\"max_tokens\":5,\"messages\":[]}");
    assertThat(empty.status()).isEqualTo(400);
    assertThat(empty.json().at("/error/type").stringValue()).isEqualTo("invalid_request_error");
    Answer without = CALLER.post(MESSAGES, "{\"model\":\"m\",\"messages\":[1]}");
    assertThat(without.json().at("/error/message").stringValue())
        .isEqualTo("max_tokens: Field required");
  }
}
