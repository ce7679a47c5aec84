package ai.meterr.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EndpointKind;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.ProviderApiContract;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

class CohereApiTest extends ProviderApiContract {
  @Override
  protected ProviderApi api() {
    return new CohereApi();
  }

  @Override
  protected Map<String, EndpointKind> endpoints() {
    return Map.of(
        "POST /v1/chat", EndpointKind.METERED,
        "POST /v2/chat", EndpointKind.METERED,
        "POST /v2/embed", EndpointKind.METERED,
        "POST /v2/rerank", EndpointKind.METERED,
        "POST /v1/tokenize", EndpointKind.COUNTING,
        "POST /v1/check-api-key", EndpointKind.NO_USAGE,
        "POST /v1/embed-jobs", EndpointKind.UNKNOWN,
        "POST /v2/audio/transcriptions", EndpointKind.UNKNOWN,
        "GET /v1/models", EndpointKind.NO_USAGE);
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    long input = random.nextLong(5000);
    long thought = random.nextLong(5000);
    long said = random.nextLong(5000);
    String body =
        """
        {"id":"c","usage":{"billed_units":{"input_tokens":%d.0,"output_tokens":%d.0},
         "tokens":{"input_tokens":%d,"output_tokens":%d,"reasoning_tokens":%d},"cached_tokens":99}}
        """
            .formatted(input, thought + said, input + 500, thought + said + 5, thought);
    Usage expected =
        Usage.builder()
            .add(Meter.INPUT, input)
            .add(Meter.OUTPUT, said)
            .add(Meter.REASONING, thought)
            .build();
    return new Answer("POST /v2/chat", body, expected, input + thought + said);
  }

  @Override
  protected void assertErrorShape(JsonNode body, int status, String code, String message) {
    assertThat(body.path("error").path("code").asString()).isEqualTo(code);
    assertThat(body.path("error").path("message").asString()).isEqualTo(message);
  }
}
