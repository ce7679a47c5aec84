package ai.meterr.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EndpointKind;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.ProviderApiContract;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenAiApiTest extends ProviderApiContract {
  @Override
  protected ProviderApi api() {
    return new OpenAiApi();
  }

  @Override
  protected Map<String, EndpointKind> endpoints() {
    return Map.ofEntries(
        Map.entry("POST /v1/chat/completions", EndpointKind.METERED),
        Map.entry("POST /chat/completions", EndpointKind.METERED),
        Map.entry("GET /v1/chat/completions", EndpointKind.NO_USAGE),
        Map.entry("POST /v1/completions", EndpointKind.METERED),
        Map.entry("POST /v1/embeddings", EndpointKind.METERED),
        Map.entry("POST /v1/responses", EndpointKind.METERED),
        Map.entry("POST /v1/responses/compact", EndpointKind.METERED),
        Map.entry("POST /v1/responses/input_tokens", EndpointKind.COUNTING),
        Map.entry("GET /v1/responses/resp_1", EndpointKind.NO_USAGE),
        Map.entry("DELETE /v1/responses/resp_1", EndpointKind.NO_USAGE),
        Map.entry("POST /v1/threads/thread_1/runs", EndpointKind.METERED),
        Map.entry("GET /v1/threads/thread_1/runs/run_1", EndpointKind.NO_USAGE),
        Map.entry("POST /v1/threads", EndpointKind.NO_USAGE),
        Map.entry("POST /v1/threads/thread_1", EndpointKind.NO_USAGE),
        Map.entry("POST /v1/threads/%2e%2e%2Fresponses", EndpointKind.UNKNOWN),
        Map.entry("POST /v1/threads/../responses", EndpointKind.UNKNOWN),
        Map.entry("GET /v1/models", EndpointKind.NO_USAGE),
        Map.entry("DELETE /v1/models/ft:gpt-4o-mini:acme::abc", EndpointKind.NO_USAGE),
        Map.entry("GET /v1/files/file-1/content", EndpointKind.NO_USAGE),
        Map.entry("POST /v1/images/generations", EndpointKind.METERED),
        Map.entry("POST /v1/audio/transcriptions", EndpointKind.METERED),
        Map.entry("POST /v1/audio/speech", EndpointKind.METERED),
        Map.entry("POST /v1/moderations", EndpointKind.NO_USAGE),
        Map.entry("POST /v1/batches", EndpointKind.UNKNOWN),
        Map.entry("POST /v1/videos", EndpointKind.UNKNOWN),
        Map.entry("POST /v1/fine_tuning/jobs", EndpointKind.UNKNOWN));
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    long cached = random.nextLong(5000);
    long written = random.nextLong(3) == 0 ? random.nextLong(5000) : 0;
    long heard = random.nextLong(3) == 0 ? random.nextLong(5000) : 0;
    long text = random.nextLong(5000);
    long spoken = random.nextLong(3) == 0 ? random.nextLong(5000) : 0;
    long thought = random.nextLong(5000);
    long said = random.nextLong(5000);
    long in = cached + written + heard + text;
    long out = spoken + thought + said;
    boolean responses = random.nextBoolean();
    String usage =
        """
        {"%s":%d,"%s":{"cached_tokens":%d,"cache_write_tokens":%d,"audio_tokens":%d},
         "%s":%d,"%s":{"reasoning_tokens":%d,"audio_tokens":%d},"total_tokens":%d}\
        """
            .formatted(
                responses ? "input_tokens" : "prompt_tokens",
                in,
                responses ? "input_tokens_details" : "prompt_tokens_details",
                cached,
                written,
                heard,
                responses ? "output_tokens" : "completion_tokens",
                out,
                responses ? "output_tokens_details" : "completion_tokens_details",
                thought,
                spoken,
                in + out)
            .replace("\n", "");
    // which of the tokens are cached or thought is told without modality: text first
    long textIn = text + cached + written;
    Usage expected =
        Usage.builder()
            .add(Meter.INPUT, textIn - cached - written)
            .add(new Meter(MeterKind.INPUT, Modality.AUDIO), heard)
            .add(Meter.CACHE_READ, cached)
            .add(Meter.CACHE_WRITE, written)
            .add(Meter.OUTPUT, said)
            .add(new Meter(MeterKind.OUTPUT, Modality.AUDIO), spoken)
            .add(Meter.REASONING, thought)
            .build();
    String body =
        responses
            ? "event: response.completed\n"
                + "data: {\"type\":\"response.completed\",\"response\":{\"usage\":"
                + usage
                + "}}\n\n"
            : "{\"choices\":[{\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}";
    return new Answer(
        responses ? "POST /v1/responses" : "POST /v1/chat/completions", body, expected, in + out);
  }

  @Test
  void what_returns_answers_that_were_made_earlier_is_told_apart() {
    for (String path :
        List.of(
            "/v1/responses/resp_1",
            "/v1/chat/completions/c_1",
            "/v1/threads/thread_1/runs/run_1")) {
      assertThat(api().endpoint("GET", path).looksBack()).as(path).isTrue();
    }
    for (String path : List.of("/v1/models", "/v1/batches", "/v1/files/file_1")) {
      assertThat(api().endpoint("GET", path).looksBack()).as(path).isFalse();
    }
    assertThat(api().endpoint("POST", "/v1/responses").looksBack()).isFalse();
  }

  @Override
  protected void assertErrorShape(JsonNode body, int status, String code, String message) {
    JsonNode error = body.path("error");
    assertThat(error.path("message").asString()).isEqualTo(message);
    assertThat(error.path("code").asString()).isEqualTo(code);
    assertThat(error.path("type").asString()).startsWith("meterr_");
    assertThat(error.has("param")).isTrue();
  }
}
