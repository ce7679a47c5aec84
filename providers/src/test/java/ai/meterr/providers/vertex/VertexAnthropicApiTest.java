package ai.meterr.providers.vertex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EndpointKind;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.ProviderApiContract;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

class VertexAnthropicApiTest extends ProviderApiContract {
  @Override
  protected ProviderApi api() {
    return new VertexAnthropicApi();
  }

  private static final String MODELS =
      "/v1/projects/p/locations/global/publishers/anthropic/models/";

  @Override
  protected Map<String, EndpointKind> endpoints() {
    return Map.of(
        "POST " + MODELS + "claude-sonnet-4-5@20250929:rawPredict",
        EndpointKind.METERED,
        "POST " + MODELS + "claude-sonnet-4-5@20250929:streamRawPredict",
        EndpointKind.METERED,
        "POST " + MODELS + "count-tokens:rawPredict",
        EndpointKind.COUNTING,
        "POST " + MODELS + "claude-sonnet-4-5@20250929:predict",
        EndpointKind.UNKNOWN,
        "GET /v1/publishers/anthropic/models",
        EndpointKind.NO_USAGE);
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    long input = random.nextLong(5000);
    long read = random.nextLong(5000);
    long output = random.nextLong(5000);
    String body =
        """
        {"type":"message","usage":{"input_tokens":%d,"cache_read_input_tokens":%d,"output_tokens":%d}}
        """
            .formatted(input, read, output);
    Usage expected =
        Usage.builder()
            .add(Meter.INPUT, input)
            .add(Meter.CACHE_READ, read)
            .add(Meter.OUTPUT, output)
            .build();
    return new Answer(
        "POST " + MODELS + "claude-sonnet-4-5@20250929:rawPredict",
        body,
        expected,
        input + read + output);
  }

  @Override
  protected void assertErrorShape(JsonNode body, int status, String code, String message) {
    assertThat(body.path("error").path("type").asString()).isEqualTo(code);
    assertThat(body.path("error").path("message").asString()).isEqualTo(message);
  }
}
