package ai.meterr.app.imports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.app.prices.PriceFiles;
import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.Booking;
import ai.meterr.event.CallFacts;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.Source;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.money.Money;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Headers;
import ai.meterr.providers.Providers;
import ai.meterr.providers.RequestFacts;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Answers that are easily counted wrong, from the bytes to the cost. Each test says what others do.
 * The answers are made up; the numbers are chosen so that each mistake gives another sum.
 */
class TrapsTest {
  private static final Instant TIME = Instant.parse("2026-09-30T12:00:00Z");

  private final Providers providers = Providers.known();
  private final Booking booking = new Booking(PriceFiles.load());

  /** T01. Read at its top level only, this costs 0.0035 USD: a hundredth of the bill. */
  @Test
  void anthropic_bills_the_compaction_that_its_top_level_usage_leaves_out() {
    UsageEvent event =
        anthropic(
            """
            {"type":"message","id":"m1","model":"claude-opus-4-6","usage":{"input_tokens":200,"output_tokens":100,
             "service_tier":"standard","iterations":[
              {"type":"compaction","input_tokens":60000,"output_tokens":500},
              {"type":"message","input_tokens":200,"output_tokens":100}]}}\
            """);
    assertUsage(event, Map.of("input", 200L, "output", 100L));
    assertThat(event.subCalls())
        .singleElement()
        .satisfies(call -> assertThat(call.call().role()).isEqualTo("compaction"));
    // (200 + 60000) x 5 + (100 + 500) x 25
    assertCost(event, "0.316");
  }

  /** T02. The advisor is another, dearer model; its tokens are in no counter but its own. */
  @Test
  void anthropic_bills_the_advisor_at_the_price_of_the_advisor_s_model() {
    UsageEvent event =
        anthropic(
            """
            {"type":"message","id":"m1","model":"claude-sonnet-5","usage":{"input_tokens":2000,"output_tokens":100,
             "service_tier":"standard","iterations":[
              {"type":"message","input_tokens":2000,"output_tokens":100},
              {"type":"advisor_message","model":"claude-opus-4-8","input_tokens":2500,"output_tokens":40}]}}\
            """);
    assertThat(event.subCalls())
        .singleElement()
        .satisfies(call -> assertThat(call.call().model().name()).isEqualTo("claude-opus-4-8"));
    // 2000 x 2 + 100 x 10 of Sonnet, 2500 x 5 + 40 x 25 of Opus
    assertCost(event, "0.0185");
  }

  /** T04. An hour of cache costs twice the input, five minutes 1.25 times; one answer has both. */
  @Test
  void each_lifetime_of_a_cache_write_has_its_own_price() {
    UsageEvent event =
        anthropic(
            """
            {"type":"message","id":"m1","model":"claude-sonnet-4-20250514","usage":{"input_tokens":10,
             "cache_creation_input_tokens":3000,"cache_creation":{"ephemeral_5m_input_tokens":1000,"ephemeral_1h_input_tokens":2000},
             "cache_read_input_tokens":0,"output_tokens":100,"service_tier":"standard"}}\
            """);
    assertUsage(
        event,
        Map.of("input", 10L, "cache_write_5m", 1000L, "cache_write_1h", 2000L, "output", 100L));
    // 10 x 3 + 1000 x 3.75 + 2000 x 6 + 100 x 15
    assertCost(event, "0.01728");
  }

  /** T06. Both stand beside the counters they seem to belong to: taken as parts, they are lost. */
  @Test
  void gemini_counts_thoughts_and_tool_prompts_on_top() {
    UsageEvent event =
        post(
            "gemini",
            "/v1beta/models/gemini-2.5-flash:generateContent",
            """
            {"modelVersion":"gemini-2.5-flash","candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":80,
             "toolUsePromptTokenCount":600,"candidatesTokenCount":400,"thoughtsTokenCount":100,"totalTokenCount":1180}}\
            """);
    assertUsage(event, Map.of("input", 680L, "output", 400L, "reasoning", 100L));
    assertCost(event, "0.001454");
  }

  /** T08. One provider, two rules: added to responses, reasoning is billed twice. */
  @Test
  void xai_has_reasoning_beside_the_completion_of_a_chat_and_within_the_output_of_a_response() {
    UsageEvent chat =
        post(
            "xai",
            "/v1/chat/completions",
            """
            {"id":"c","model":"grok-4.3","choices":[{"index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":200,
             "completion_tokens":80,"total_tokens":400,"prompt_tokens_details":{"cached_tokens":128},
             "completion_tokens_details":{"reasoning_tokens":120}}}\
            """);
    UsageEvent response =
        post(
            "xai",
            "/v1/responses",
            """
            {"id":"r","model":"grok-4.3","output":[],"usage":{"input_tokens":200,"input_tokens_details":{"cached_tokens":128},
             "output_tokens":200,"output_tokens_details":{"reasoning_tokens":120},"total_tokens":400,"cost_in_usd_ticks":6156000}}\
            """);
    Map<String, Long> both =
        Map.of("input", 72L, "cache_read", 128L, "output", 80L, "reasoning", 120L);
    assertUsage(chat, both);
    assertUsage(response, both);
    // 72 x 1.25 + 128 x 0.2 + 200 x 2.5, and the ticks say the same
    assertCost(chat, "0.0006156");
    assertCost(response, "0.0006156");
    assertThat(response.lines()).isNotEmpty();
  }

  /** T09. Its total leaves reasoning out too, so that no sum gives it away: only the money does. */
  @Test
  void vercel_leaves_reasoning_out_of_the_completion_and_of_the_total() {
    UsageEvent event =
        post(
            "vercel_gateway",
            "/v1/chat/completions",
            """
            {"id":"c","model":"google/gemini-2.5-flash","choices":[{"index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":100,
             "completion_tokens":10,"total_tokens":110,"cost":0.00028,"completion_tokens_details":{"reasoning_tokens":90}}}\
            """);
    assertUsage(event, Map.of("input", 100L, "output", 10L, "reasoning", 90L));
    assertCost(event, "0.00028");
  }

  /** T10. The tier of the answer, not the one asked for: flex is half the price, priority twice. */
  @Test
  void the_tier_that_answered_decides_the_price() {
    String answer =
        """
        {"id":"r","model":"%s","service_tier":"%s","output":[],"usage":{"input_tokens":100,
         "output_tokens":400,"output_tokens_details":{"reasoning_tokens":300},"total_tokens":500}}\
        """;
    assertCost(openai(answer.formatted("gpt-5-2025-08-07", "flex")), "0.0020625");
    assertCost(openai(answer.formatted("gpt-5-2025-08-07", "default")), "0.004125");
    assertCost(openai(answer.formatted("gpt-4.1-nano-2025-04-14", "priority")), "0.00034");
    assertThat(openai(answer.formatted("gpt-5-2025-08-07", "scale")))
        .as("prepaid: the base price is never guessed")
        .returns(Status.UNPRICED, UsageEvent::status)
        .returns(null, UsageEvent::cost);
  }

  /** T11. With a key of one's own a router charges nothing, and the call still cost money. */
  @Test
  void a_router_s_zero_with_a_key_of_one_s_own_is_not_the_cost() {
    UsageEvent event =
        post(
            "openrouter",
            "/api/v1/chat/completions",
            """
            {"id":"c","model":"anthropic/claude-opus-5","choices":[{"index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":20,
             "completion_tokens":160,"total_tokens":180,"cost":0,"is_byok":true,
             "cost_details":{"upstream_inference_cost":0.0041}}}\
            """);
    assertCost(event, "0.0041");
    assertThat(event.providerCost()).isEqualTo(Money.usd("0.0041"));
  }

  /** T12. A prefix of the host's own is cached: subtracted, the input is negative. */
  @Test
  void more_cached_than_read_is_flagged_and_never_negative_or_free() {
    UsageEvent event =
        post(
            "azure",
            "/openai/deployments/grok/chat/completions",
            """
            {"id":"c","model":"grok-4-1-fast-non-reasoning","choices":[{"index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":9,
             "completion_tokens":1,"total_tokens":10,"prompt_tokens_details":{"cached_tokens":160},"cost_in_usd_ticks":0}}\
            """);
    assertThat(event.status()).isEqualTo(Status.UNKNOWN);
    assertThat(event.cost()).isNull();
    assertThat(event.usage()).isEqualTo(Usage.NONE);
    assertThat(event.notes()).anySatisfy(note -> assertThat(note).contains("cached_tokens"));
  }

  /** T13. What the model read includes a template of Cohere's that nobody pays for. */
  @Test
  void cohere_bills_its_billed_units_and_not_its_tokens() {
    UsageEvent chat =
        post(
            "cohere",
            "/v2/chat",
            """
            {"id":"c","finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":10.0,"output_tokens":100.0},
             "tokens":{"input_tokens":505,"output_tokens":107},"cached_tokens":448}}\
            """,
            "command-a-03-2025");
    UsageEvent rerank =
        post(
            "cohere",
            "/v2/rerank",
            "{\"id\":\"r\",\"results\":[],\"meta\":{\"billed_units\":{\"search_units\":3}}}",
            "rerank-v3.5");
    assertUsage(chat, Map.of("input", 10L, "output", 100L));
    assertCost(chat, "0.001025");
    assertUsage(rerank, Map.of("search_unit", 3L));
  }

  /** T17. An error under status 200 may have cost money; a blocked prompt has cost none. */
  @Test
  void an_error_within_an_answer_is_unknown_and_a_blocked_prompt_costs_nothing() {
    UsageEvent error =
        post(
            "azure",
            "/openai/deployments/d/chat/completions",
            "data: {\"error\":{\"code\":\"content_filter\",\"message\":\"no\"}}\n\n"
                + "data: [DONE]\n\n");
    assertThat(error.facts().ending()).isEqualTo(Ending.PROVIDER_ERROR);
    assertThat(error.status()).isEqualTo(Status.UNKNOWN);
    assertThat(error.cost()).isNull();
    UsageEvent blocked =
        post(
            "vertex",
            "/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent",
            """
            {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"modelVersion":"gemini-2.5-flash",
             "usageMetadata":{"trafficType":"ON_DEMAND"}}\
            """);
    assertCost(blocked, "0");
  }

  /** T19. The stream begins under the name of a model that declined, and another one answers. */
  @Test
  void a_fallback_is_billed_as_the_model_that_answered_and_the_declined_attempt_is_noted() {
    UsageEvent event =
        anthropic(
            """
            {"type":"message","id":"m1","model":"claude-opus-4-8","usage":{"input_tokens":400,"output_tokens":200,
             "service_tier":"standard","iterations":[
              {"type":"message","model":"claude-fable-5","input_tokens":390,"output_tokens":0},
              {"type":"fallback_message","model":"claude-opus-4-8","input_tokens":400,"output_tokens":200}]}}\
            """);
    assertThat(event.responseModel()).hasToString("claude-opus-4-8");
    // 400 x 5 + 200 x 25 of the model that answered
    assertCost(event, "0.007");
    assertThat(event.notes()).isNotEmpty();
  }

  private UsageEvent anthropic(String body) {
    return post("anthropic", "/v1/messages", body);
  }

  private UsageEvent openai(String body) {
    return post("openai", "/v1/responses", body);
  }

  private UsageEvent post(String provider, String path, String body) {
    return post(provider, path, body, null);
  }

  private UsageEvent post(String provider, String path, String body, @Nullable String asked) {
    ProviderId id = new ProviderId(provider);
    Endpoint endpoint = providers.find(id).orElseThrow().endpoint("POST", path);
    RequestFacts request = endpoint.read(path, "");
    AnswerReader answer = endpoint.answer(request, 200, Headers.NONE);
    answer.read(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    return booking.book(
        new CallFacts(
            new EventId("trap"),
            TIME,
            id,
            asked == null ? request.model() : new ModelId(asked),
            endpoint.operation(),
            endpoint.kind(),
            false,
            200,
            Ending.COMPLETED,
            true,
            Source.GATEWAY,
            null,
            null,
            Attribution.NONE,
            List.of()),
        answer.finish(true));
  }

  private static void assertCost(UsageEvent event, String usd) {
    assertThat(event.cost()).as("%s", event.notes()).isEqualTo(Money.usd(usd));
  }

  private static void assertUsage(UsageEvent event, Map<String, Long> expected) {
    Map<String, Long> told = new TreeMap<>();
    event
        .usage()
        .forEach(
            (meter, quantity) ->
                told.merge(meter.kind().wire(), quantity.longValueExact(), Long::sum));
    assertThat(told).isEqualTo(new TreeMap<>(expected));
    assertThat(event.usage().quantities().values()).allMatch(q -> q.compareTo(BigDecimal.ZERO) > 0);
  }
}
