package ai.meterr.providers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ProviderId;
import ai.meterr.money.Money;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Batches, turns of conversations and gateways: what comes in another shape than one answer. */
class ManyAnswersTest {
  private static final Providers PROVIDERS = Providers.known();

  @Test
  void results_of_an_anthropic_batch_are_summed_by_model_and_priced_as_a_batch() {
    String lines =
        """
        {"custom_id":"1","result":{"type":"succeeded","message":{"id":"m1","model":"a","usage":{"input_tokens":10,"output_tokens":1}}}}
        {"custom_id":"2","result":{"type":"errored","error":{"type":"invalid_request"}}}
        {"custom_id":"3","result":{"type":"succeeded","message":{"id":"m3","model":"b","usage":{"input_tokens":30,"output_tokens":3}}}}
        {"custom_id":"4","result":{"type":"succeeded","message":{"id":"m4","model":"a","usage":{"input_tokens":20,"output_tokens":2}}}}
        """;
    String path = "/v1/messages/batches/b/results";
    Reading reading = read("anthropic", "GET", path, lines, true);
    assertThat(reading.usage().quantity(Meter.INPUT)).isEqualByComparingTo("30");
    assertThat(reading.serviceTier()).isEqualTo("batch");
    assertThat(reading.responseId()).isEqualTo("m1");
    assertThat(reading.subCalls())
        .singleElement()
        .satisfies(call -> assertThat(call.usage().totalTokens()).isEqualTo(33));
    assertThat(read("anthropic", "GET", path, lines, false).told())
        .as("a download that broke off is no batch")
        .isEqualTo(Told.SILENT);
    assertThat(endpoint("anthropic", "GET", path).looksBack()).isTrue();
  }

  @Test
  void a_batch_was_served_where_its_items_were_or_nobody_says_where() {
    String us = message("{\"input_tokens\":1,\"output_tokens\":1,\"inference_geo\":\"us\"}");
    String global =
        message("{\"input_tokens\":1,\"output_tokens\":1,\"inference_geo\":\"global\"}");
    String untold = message("{\"input_tokens\":1,\"output_tokens\":1}");
    assertThat(results(us + us).region()).isEqualTo("us");
    assertThat(results(global + untold).region()).isNull();
    for (String mixed : new String[] {us + global, untold + us, us + untold + us}) {
      assertThat(results(mixed).region()).as("no price's region").isEqualTo("several");
      assertThat(results(mixed).told()).isEqualTo(Told.REPORTED);
    }
  }

  @Test
  void a_call_within_an_item_is_of_the_item_s_model_where_it_names_none() {
    Reading reading =
        results(
            message(
                """
                {"input_tokens":5,"output_tokens":1,"iterations":[
                 {"type":"compaction","input_tokens":100,"output_tokens":20},
                 {"type":"message","input_tokens":5,"output_tokens":1}]}\
                """));
    assertThat(reading.told()).isEqualTo(Told.REPORTED);
    assertThat(reading.usage().totalTokens()).isEqualTo(6);
    assertThat(reading.subCalls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.model()).hasToString("a");
              assertThat(call.role()).isEqualTo("compaction");
              assertThat(call.usage().totalTokens()).isEqualTo(120);
            });
  }

  @Test
  void an_item_is_of_the_model_that_took_over_when_another_declined() {
    Reading reading =
        results(
            message(
                """
                {"input_tokens":5,"output_tokens":1,"iterations":[
                 {"type":"message","model":"a","input_tokens":7,"output_tokens":0},
                 {"type":"fallback_message","model":"b","input_tokens":5,"output_tokens":1}]}\
                """));
    assertThat(reading.responseModel()).hasToString("b");
    assertThat(reading.usage().totalTokens()).isEqualTo(6);
    assertThat(reading.subCalls()).isEmpty();
    assertThat(reading.notes()).singleElement().asString().contains("declined attempt");
  }

  private static String message(String usage) {
    return "{\"result\":{\"message\":{\"id\":\"m\",\"model\":\"a\",\"usage\":"
        + usage.replace("\n", "")
        + "}}}\n";
  }

  private static Reading results(String lines) {
    return read("anthropic", "GET", "/v1/messages/batches/b/results", lines, true);
  }

  @Test
  void money_of_a_batch_is_the_sum_of_what_all_its_answers_state() {
    String item =
        "{\"batch_result\":{\"response\":{\"chat_get_completion\":{\"id\":\"x\",\"model\":\"g\",\"usage\":"
            + "{\"prompt_tokens\":4,\"completion_tokens\":1,\"total_tokens\":5,\"cost_in_usd_ticks\":30}}}}}";
    Reading reading =
        read(
            "xai",
            "GET",
            "/v1/batches/b/results",
            "{\"results\":[" + item + "," + item + "]}",
            true);
    assertThat(reading.usage().totalTokens()).isEqualTo(10);
    assertThat(reading.providerCost()).isEqualTo(Money.usd("0.000000006"));
  }

  @Test
  void a_batch_tells_its_usage_only_when_it_is_over() {
    String batch =
        "{\"id\":\"batch_1\",\"model\":\"gpt-5\",\"status\":\"%s\",\"usage\":{\"input_tokens\":9,\"output_tokens\":1,\"total_tokens\":10}}";
    String path = "/v1/batches/batch_1";
    assertThat(read("openai", "GET", path, batch.formatted("in_progress"), true).told())
        .isEqualTo(Told.SILENT);
    Reading over = read("openai", "GET", path, batch.formatted("completed"), true);
    assertThat(over.usage().totalTokens()).isEqualTo(10);
    assertThat(over.responseId()).isEqualTo("batch_1");
    assertThat(over.serviceTier()).isEqualTo("batch");
  }

  @Test
  void what_connectors_read_comes_on_top_of_the_prompt_of_a_conversation() {
    Reading reading =
        read(
            "mistral",
            "POST",
            "/v1/conversations/conv_1",
            """
            {"conversation_id":"conv_1","outputs":[{"type":"message.output","model":"mistral-medium-2505"}],"usage":
             {"prompt_tokens":100,"completion_tokens":50,"total_tokens":7150,"connector_tokens":7000,"connectors":{"web_search":2}}}\
            """,
            true);
    assertThat(reading.usage().quantity(Meter.INPUT)).isEqualByComparingTo("7100");
    assertThat(reading.usage().quantity(Meter.of(MeterKind.WEB_SEARCH))).isEqualByComparingTo("2");
    assertThat(reading.responseModel()).hasToString("mistral-medium-2505");
    assertThat(reading.responseId()).as("it is the same in every turn").isNull();
  }

  @Test
  void cloudflare_tells_the_usage_of_a_run_within_its_result_or_on_the_last_chunk() {
    String path = "/client/v4/accounts/a/ai/run/@cf/meta/llama-3.1-8b-instruct";
    String usage = "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":5,\"total_tokens\":25}";
    String whole = "{\"result\":{\"response\":\"x\"," + usage + "},\"success\":true,\"errors\":[]}";
    String stream =
        "data: {\"response\":\"x\"}\n\ndata: {\"response\":\"\"," + usage + "}\n\ndata: [DONE]\n\n";
    for (String body : new String[] {whole, stream}) {
      assertThat(read("cloudflare", "POST", path, body, true).usage().totalTokens()).isEqualTo(25);
    }
    assertThat(endpoint("cloudflare", "POST", path).read(path, "").model())
        .hasToString("@cf/meta/llama-3.1-8b-instruct");
  }

  @Test
  void cloudflare_runs_a_model_on_sound_as_it_is_too() throws Exception {
    String path = "/client/v4/accounts/a/ai/run/%40cf/openai/whisper";
    Endpoint run = endpoint("cloudflare", "POST", path);
    byte[] sound = {'I', 'D', '3', 4, 0, 0, (byte) 0xff, (byte) 0xfb};
    RequestFacts heard = run.read(path, "", new ByteArrayInputStream(sound));
    assertThat(heard.model()).hasToString("@cf/openai/whisper");
    assertThat(heard.streamed()).isFalse();
    byte[] json = "{\"prompt\":\"x\",\"stream\":true}".getBytes(StandardCharsets.UTF_8);
    assertThat(run.read(path, "", new ByteArrayInputStream(json)).streamed()).isTrue();
    assertThat(run.read("/client/v4/accounts/a/ai/run/@cf/%zz", "").model()).hasToString("@cf/%zz");
  }

  @Test
  void a_segment_that_could_be_read_as_another_path_is_none() {
    for (String file : new String[] {"..", ".", "a%2fb", "a%2E%2e"}) {
      assertThat(endpoint("mistral", "GET", "/v1/files/" + file + "/content").looksBack())
          .as(file)
          .isFalse();
    }
    assertThat(endpoint("mistral", "GET", "/v1/files/f/content").looksBack()).isTrue();
  }

  @Test
  void a_gateway_s_path_says_whose_answer_it_passes_on() {
    String converse = "{\"usage\":{\"inputTokens\":7,\"outputTokens\":3,\"totalTokens\":10}}";
    String message =
        "{\"type\":\"message\",\"id\":\"m\",\"model\":\"c\",\"usage\":{\"input_tokens\":7,\"cache_read_input_tokens\":2,\"output_tokens\":1}}";
    assertThat(read("pydantic_gateway", "POST", "/bedrock/model/m/converse", converse, true))
        .satisfies(reading -> assertThat(reading.usage().totalTokens()).isEqualTo(10));
    for (String provider : new String[] {"deepseek", "moonshot", "zai", "openrouter"}) {
      assertThat(read(provider, "POST", "/api/anthropic/v1/messages", message, true).usage())
          .as("%s: input excludes what was cached", provider)
          .satisfies(usage -> assertThat(usage.totalTokens()).isEqualTo(10));
    }
  }

  private static Endpoint endpoint(String provider, String method, String path) {
    return PROVIDERS.find(new ProviderId(provider)).orElseThrow().endpoint(method, path);
  }

  private static Reading read(
      String provider, String method, String path, String body, boolean complete) {
    Endpoint endpoint = endpoint(provider, method, path);
    AnswerReader reader = endpoint.answer(endpoint.read(path, ""), 200, Headers.NONE);
    reader.read(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    return reader.finish(complete);
  }
}
