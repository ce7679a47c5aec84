package ai.meterr.sandbox;

import static ai.meterr.sandbox.Caller.GENERATE;
import static ai.meterr.sandbox.Caller.INTERACTIONS;
import static ai.meterr.sandbox.Caller.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.sandbox.Caller.Answer;
import ai.meterr.sandbox.Caller.Frame;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GeminiTest {
  private static final Caller CALLER = Caller.seeded(13);
  private static final String TOOL =
      """
      ,"tools":[{"functionDeclarations":[{"name":"find","parameters":{"type":"OBJECT",
      "properties":{"waybill":{"type":"STRING"}}}}]}]\
      """;

  @AfterAll
  static void close() {
    CALLER.close();
  }

  @Test
  void an_answer_adds_up_whatever_the_prompt_and_the_budget() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    boolean cached = false;
    boolean thought = false;
    for (int i = 0; i < 60; i++) {
      String prompt = "word ".repeat(1 + random.nextInt(3000));
      String config =
          ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":%d}}"
              .formatted(random.nextInt(3) * 512);
      JsonNode usage =
          CALLER.post(GENERATE, Caller.contents(prompt, config)).json().path("usageMetadata");
      assertAddsUp(usage);
      cached |= usage.path("cachedContentTokenCount").asLong() > 0;
      thought |= usage.path("thoughtsTokenCount").asLong() > 0;
    }
    assertThat(cached).isTrue();
    assertThat(thought).isTrue();
  }

  private static void assertAddsUp(JsonNode usage) {
    long prompt = usage.path("promptTokenCount").asLong();
    assertThat(usage.path("totalTokenCount").asLong())
        .isPositive()
        .isEqualTo(
            prompt
                + usage.path("candidatesTokenCount").asLong()
                + usage.path("thoughtsTokenCount").asLong());
    assertThat(usage.at("/promptTokensDetails/0/tokenCount").asLong()).isEqualTo(prompt);
    assertThat(usage.path("cachedContentTokenCount").asLong()).isLessThanOrEqualTo(prompt);
  }

  @Test
  void an_answer_names_its_model_and_its_id() throws IOException {
    JsonNode answer = CALLER.post(GENERATE, Caller.contents("hi", "")).json();
    assertThat(answer.path("modelVersion").stringValue()).isEqualTo("gemini-2.5-flash");
    assertThat(answer.path("responseId").stringValue()).isNotEmpty();
    assertThat(answer.at("/candidates/0/content/role").stringValue()).isEqualTo("model");
    assertThat(answer.at("/candidates/0/content/parts/0/text").stringValue()).isNotEmpty();
    assertThat(answer.at("/candidates/0/finishReason").stringValue()).isEqualTo("STOP");
  }

  @Test
  void every_chunk_of_a_stream_adds_up_and_the_last_one_ends_it() throws IOException {
    Answer answer = CALLER.post(STREAM + "?alt=sse", Caller.contents("hi", ""));
    assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
    assertThat(answer.text()).endsWith("}\r\n\r\n");
    List<Frame> frames = answer.frames();
    assertThat(frames).hasSizeGreaterThan(3);
    long output = 0;
    for (Frame frame : frames) {
      JsonNode usage = frame.json().path("usageMetadata");
      assertAddsUp(usage);
      assertThat(usage.path("candidatesTokenCount").asLong()).isGreaterThanOrEqualTo(output);
      output = usage.path("candidatesTokenCount").asLong();
      assertThat(frame.json().at("/candidates/0").has("finishReason"))
          .isEqualTo(frame == frames.getLast());
    }
  }

  @Test
  void a_stream_that_does_not_ask_for_events_is_one_json_array() throws IOException {
    Answer answer = CALLER.post(STREAM, Caller.contents("hi", ""));
    assertThat(answer.header("content-type")).startsWith("application/json");
    JsonNode chunks = answer.json();
    assertThat(chunks.isArray()).isTrue();
    JsonNode last = chunks.path(chunks.size() - 1);
    assertThat(last.at("/candidates/0/finishReason").stringValue()).isEqualTo("STOP");
    assertAddsUp(last.path("usageMetadata"));
  }

  @Test
  void a_function_is_called_with_arguments_of_its_schema() throws IOException {
    JsonNode plain = CALLER.post(GENERATE, Caller.contents("hi", TOOL)).json();
    JsonNode call = plain.at("/candidates/0/content/parts/0/functionCall");
    assertThat(call.path("name").stringValue()).isEqualTo("find");
    assertThat(call.at("/args/waybill").isString()).isTrue();
    List<Frame> frames = CALLER.post(STREAM + "?alt=sse", Caller.contents("hi", TOOL)).frames();
    assertThat(
            frames
                .getLast()
                .json()
                .at("/candidates/0/content/parts/0/functionCall/args/waybill")
                .isString())
        .isTrue();
  }

  @Test
  void what_the_count_says_is_what_an_answer_reads_wrapped_or_not() throws IOException {
    String body = Caller.contents("where is it", TOOL);
    long read = CALLER.post(GENERATE, body).json().at("/usageMetadata/promptTokenCount").asLong();
    String path = "/v1beta/models/gemini-2.5-flash:countTokens";
    assertThat(CALLER.post(path, body).json().path("totalTokens").asLong()).isEqualTo(read);
    String wrapped = "{\"generateContentRequest\":" + body + "}";
    assertThat(CALLER.post(path, wrapped).json().path("totalTokens").asLong()).isEqualTo(read);
  }

  @Test
  void embeddings_come_alone_or_many_at_once() throws IOException {
    String path = "/v1beta/models/gemini-embedding-001";
    JsonNode one =
        CALLER
            .post(
                path + ":embedContent",
                "{\"content\":{\"parts\":[{\"text\":\"a b\"}]},\"outputDimensionality\":8}")
            .json();
    assertThat(one.at("/embedding/values").size()).isEqualTo(8);
    assertThat(one.at("/usageMetadata/promptTokenCount").asLong()).isPositive();
    JsonNode many =
        CALLER
            .post(
                path + ":batchEmbedContents",
                """
                {"requests":[{"content":{"parts":[{"text":"a"}]}},
                {"content":{"parts":[{"text":"b"}]}}]}\
                """)
            .json();
    assertThat(many.path("embeddings").size()).isEqualTo(2);
    assertThat(many.at("/embeddings/1/values").size()).isEqualTo(3072);
  }

  @Test
  void an_interaction_and_its_stream_end_with_the_usage() throws IOException {
    String body = "{\"model\":\"gemini-2.5-flash\",\"input\":\"hi\"%s}";
    JsonNode plain = CALLER.post(INTERACTIONS, body.formatted("")).json();
    assertThat(plain.path("status").stringValue()).isEqualTo("completed");
    assertThat(plain.at("/steps/1/content/0/text").stringValue()).isNotEmpty();
    assertInteractionAddsUp(plain.path("usage"));
    List<Frame> frames = CALLER.post(INTERACTIONS, body.formatted(",\"stream\":true")).frames();
    assertThat(frames.getFirst().event()).isEqualTo("interaction.created");
    assertThat(frames.getLast().data()).isEqualTo("[DONE]");
    Frame completed = frames.get(frames.size() - 2);
    assertThat(completed.json().path("event_type").stringValue())
        .isEqualTo("interaction.completed");
    assertInteractionAddsUp(completed.json().at("/interaction/usage"));
  }

  private static void assertInteractionAddsUp(JsonNode usage) {
    assertThat(usage.path("total_tokens").asLong())
        .isPositive()
        .isEqualTo(
            usage.path("total_input_tokens").asLong()
                + usage.path("total_output_tokens").asLong()
                + usage.path("total_thought_tokens").asLong()
                + usage.path("total_tool_use_tokens").asLong());
  }

  @Test
  void an_interaction_asks_for_a_function() throws IOException {
    String body =
        """
        {"model":"gemini-2.5-flash","input":"hi","tools":[{"type":"function","name":"find",
        "parameters":{"type":"object","properties":{"waybill":{"type":"string"}}}}]}\
        """;
    JsonNode answer = CALLER.post(INTERACTIONS, body).json();
    assertThat(answer.path("status").stringValue()).isEqualTo("requires_action");
    JsonNode call = answer.path("steps").path(answer.path("steps").size() - 1);
    assertThat(call.path("type").stringValue()).isEqualTo("function_call");
    assertThat(call.at("/arguments/waybill").isString()).isTrue();
  }

  @Test
  void models_are_listed_and_found_by_name() throws IOException {
    JsonNode list = CALLER.get("/v1beta/models?key=good").json();
    assertThat(list.path("models").findValuesAsString("name")).contains("models/gemini-2.5-pro");
    assertThat(CALLER.get("/v1beta/models/gemini-2.5-pro").json().path("name").stringValue())
        .isEqualTo("models/gemini-2.5-pro");
    assertThat(CALLER.get("/v1beta/models/none").status()).isEqualTo(404);
  }

  @Test
  void errors_have_the_shape_of_the_api_and_stand_in_an_array_where_the_answer_would()
      throws IOException {
    Answer wrong = CALLER.post(GENERATE + "?key=wrong", "{}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json().at("/error/details/0/reason").stringValue())
        .isEqualTo("API_KEY_INVALID");
    Answer limited = CALLER.post(STREAM, Caller.contents("hi", ""), "x-sandbox-fault", "error-429");
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.json().at("/0/error/status").stringValue()).isEqualTo("RESOURCE_EXHAUSTED");
    Answer events =
        CALLER.post(STREAM + "?alt=sse", Caller.contents("hi", ""), "x-sandbox-fault", "error-429");
    assertThat(events.json().at("/error/code").asInt()).isEqualTo(429);
  }
}
