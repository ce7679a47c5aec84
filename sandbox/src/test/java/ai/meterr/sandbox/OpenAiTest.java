package ai.meterr.sandbox;

import static ai.meterr.sandbox.Caller.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.sandbox.Caller.Answer;
import ai.meterr.sandbox.Caller.Frame;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenAiTest {
  private static final Caller CALLER = Caller.seeded(11);
  private static final String TOOL =
      """
      ,"tools":[{"type":"function","function":{"name":"find","parameters":{"type":"object",
      "properties":{"waybill":{"type":"string"},"pallets":{"type":"integer"}}}}}]\
      """;

  @AfterAll
  static void close() {
    CALLER.close();
  }

  @Test
  void a_chat_answer_adds_up_whatever_the_prompt_and_the_effort() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    boolean cached = false;
    boolean reasoned = false;
    for (int i = 0; i < 60; i++) {
      String prompt = "word ".repeat(1 + random.nextInt(3000));
      String effort = List.of("none", "low", "high").get(random.nextInt(3));
      JsonNode answer =
          CALLER
              .post(
                  CHAT, Caller.chat("gpt-5.4", prompt, ",\"reasoning_effort\":\"" + effort + "\""))
              .json();
      JsonNode usage = answer.path("usage");
      long input = usage.path("prompt_tokens").asLong();
      long output = usage.path("completion_tokens").asLong();
      long read = usage.path("prompt_tokens_details").path("cached_tokens").asLong();
      long reasoning = usage.path("completion_tokens_details").path("reasoning_tokens").asLong();
      assertThat(usage.path("total_tokens").asLong()).isEqualTo(input + output);
      assertThat(read).isBetween(0L, input);
      assertThat(reasoning).isLessThan(output);
      assertThat(answer.at("/choices/0/message/content").stringValue()).isNotEmpty();
      assertThat(answer.path("model").stringValue()).isEqualTo("gpt-5.4-2026-03-05");
      cached |= read > 0;
      reasoned |= reasoning > 0;
    }
    assertThat(cached).isTrue();
    assertThat(reasoned).isTrue();
  }

  @Test
  void a_stream_tells_usage_in_one_extra_chunk_only_when_asked() throws IOException {
    String asked = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
    List<Frame> frames = CALLER.post(CHAT, Caller.chat("gpt-4o-mini", "hi", asked)).frames();
    assertThat(frames.getLast().data()).isEqualTo("[DONE]");
    JsonNode last = frames.get(frames.size() - 2).json();
    assertThat(last.path("choices").isArray()).isTrue();
    assertThat(last.path("choices").isEmpty()).isTrue();
    assertThat(last.at("/usage/total_tokens").asLong())
        .isEqualTo(
            last.at("/usage/prompt_tokens").asLong()
                + last.at("/usage/completion_tokens").asLong());
    assertThat(frames.subList(0, frames.size() - 2))
        .isNotEmpty()
        .allMatch(frame -> frame.json().has("usage") && frame.json().path("usage").isNull())
        .allMatch(frame -> frame.json().path("choices").size() == 1);
  }

  @Test
  void a_stream_tells_no_usage_when_not_asked() throws IOException {
    List<Frame> frames =
        CALLER.post(CHAT, Caller.chat("gpt-4o-mini", "hi", ",\"stream\":true")).frames();
    assertThat(frames.getLast().data()).isEqualTo("[DONE]");
    assertThat(frames.subList(0, frames.size() - 1))
        .isNotEmpty()
        .noneMatch(frame -> frame.json().has("usage"))
        .noneMatch(frame -> frame.json().path("choices").isEmpty());
  }

  @Test
  void the_pieces_of_each_choice_make_sentences() throws IOException {
    List<StringBuilder> texts = List.of(new StringBuilder(), new StringBuilder());
    for (Frame frame :
        CALLER
            .post(CHAT, Caller.chat("gpt-4o-mini", "tell me", ",\"stream\":true,\"n\":2"))
            .frames()) {
      if (!frame.data().equals("[DONE]")) {
        JsonNode choice = frame.json().at("/choices/0");
        texts.get(choice.path("index").asInt()).append(choice.at("/delta/content").asString(""));
      }
    }
    assertThat(texts)
        .allSatisfy(
            text -> assertThat(text.toString()).endsWith(".").contains(" ").doesNotContain("  "));
  }

  @Test
  void a_tool_is_called_with_arguments_of_its_schema() throws IOException {
    JsonNode choice =
        CALLER.post(CHAT, Caller.chat("gpt-4o-mini", "hi", TOOL)).json().at("/choices/0");
    assertThat(choice.path("finish_reason").stringValue()).isEqualTo("tool_calls");
    assertThat(choice.at("/message/content").isNull()).isTrue();
    JsonNode function = choice.at("/message/tool_calls/0/function");
    assertThat(function.path("name").stringValue()).isEqualTo("find");
    JsonNode arguments = Json.MAPPER.readTree(function.path("arguments").stringValue());
    assertThat(arguments.path("waybill").isString()).isTrue();
    assertThat(arguments.path("pallets").isIntegralNumber()).isTrue();
  }

  @Test
  void the_pieces_of_a_streamed_tool_call_make_its_arguments() throws IOException {
    StringBuilder arguments = new StringBuilder();
    for (Frame frame :
        CALLER.post(CHAT, Caller.chat("gpt-4o-mini", "hi", TOOL + ",\"stream\":true")).frames()) {
      if (!frame.data().equals("[DONE]")) {
        arguments.append(
            frame.json().at("/choices/0/delta/tool_calls/0/function/arguments").asString(""));
      }
    }
    assertThat(Json.MAPPER.readTree(arguments.toString()).has("waybill")).isTrue();
  }

  @Test
  void a_response_and_its_stream_end_with_the_usage() throws IOException {
    String body = "{\"model\":\"gpt-5-mini\",\"input\":\"hello\"%s}";
    JsonNode plain = CALLER.post("/v1/responses", body.formatted("")).json();
    assertThat(plain.path("status").stringValue()).isEqualTo("completed");
    assertAddsUp(plain.path("usage"));
    List<Frame> frames = CALLER.post("/v1/responses", body.formatted(",\"stream\":true")).frames();
    assertThat(frames)
        .allMatch(frame -> frame.event().equals(frame.json().path("type").asString()));
    for (int i = 0; i < frames.size(); i++) {
      assertThat(frames.get(i).json().path("sequence_number").asInt(-1)).isEqualTo(i);
    }
    assertThat(frames.getFirst().json().at("/response/usage").isNull()).isTrue();
    assertThat(frames.getLast().event()).isEqualTo("response.completed");
    assertAddsUp(frames.getLast().json().at("/response/usage"));
  }

  private static void assertAddsUp(JsonNode usage) {
    assertThat(usage.path("total_tokens").asLong())
        .isPositive()
        .isEqualTo(usage.path("input_tokens").asLong() + usage.path("output_tokens").asLong());
    assertThat(usage.at("/output_tokens_details/reasoning_tokens").asLong())
        .isLessThan(usage.path("output_tokens").asLong());
  }

  @Test
  void what_the_count_says_is_what_a_response_reads() throws IOException {
    String body = "{\"model\":\"gpt-5-mini\",\"input\":\"hello there\"}";
    assertThat(CALLER.post("/v1/responses/input_tokens", body).json().path("input_tokens").asLong())
        .isEqualTo(CALLER.post("/v1/responses", body).json().at("/usage/input_tokens").asLong());
  }

  @Test
  void embeddings_have_a_vector_for_each_input_and_no_output() throws IOException {
    JsonNode answer =
        CALLER
            .post(
                "/v1/embeddings",
                "{\"model\":\"text-embedding-3-small\",\"input\":[\"a b\",\"c\"]}")
            .json();
    assertThat(answer.path("data").size()).isEqualTo(2);
    assertThat(answer.at("/data/1/embedding").size()).isEqualTo(1536);
    assertThat(answer.at("/usage/total_tokens").asLong())
        .isPositive()
        .isEqualTo(answer.at("/usage/prompt_tokens").asLong());
  }

  @Test
  void a_completion_adds_up() throws IOException {
    JsonNode usage =
        CALLER
            .post("/v1/completions", "{\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":\"x y\"}")
            .json()
            .path("usage");
    assertThat(usage.path("total_tokens").asLong())
        .isEqualTo(usage.path("prompt_tokens").asLong() + usage.path("completion_tokens").asLong());
  }

  @Test
  void models_are_listed_and_found_by_name() throws IOException {
    JsonNode list = CALLER.get("/v1/models").json();
    assertThat(list.path("object").stringValue()).isEqualTo("list");
    assertThat(list.path("data").findValuesAsString("id")).contains("gpt-5.4", "orchid-preview-1");
    assertThat(CALLER.get("/v1/models/gpt-5.4").json().path("id").stringValue())
        .isEqualTo("gpt-5.4");
    assertThat(CALLER.get("/v1/models/none").status()).isEqualTo(404);
  }

  @Test
  void errors_have_the_shape_of_the_api() throws IOException {
    Answer wrongKey = CALLER.post(CHAT, "{}", "authorization", "Bearer wrong-key-1");
    assertThat(wrongKey.status()).isEqualTo(401);
    assertThat(wrongKey.json().at("/error/code").stringValue()).isEqualTo("invalid_api_key");
    Answer withoutModel = CALLER.post(CHAT, "{\"messages\":[]}");
    assertThat(withoutModel.status()).isEqualTo(400);
    assertThat(withoutModel.json().at("/error/param").stringValue()).isEqualTo("model");
    Answer notJson = CALLER.post(CHAT, "{");
    assertThat(notJson.status()).isEqualTo(400);
    assertThat(notJson.json().path("error").propertyNames())
        .containsExactly("message", "type", "param", "code");
    assertThat(CALLER.post("/v1/nothing", "{}").status()).isEqualTo(404);
  }
}
