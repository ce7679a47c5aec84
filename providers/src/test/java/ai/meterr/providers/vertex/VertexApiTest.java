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

class VertexApiTest extends ProviderApiContract {
  @Override
  protected ProviderApi api() {
    return new VertexApi();
  }

  private static final String MODELS =
      "/v1/projects/p/locations/europe-west1/publishers/google/models/";

  @Override
  protected Map<String, EndpointKind> endpoints() {
    return Map.of(
        "POST " + MODELS + "gemini-2.5-pro:generateContent",
        EndpointKind.METERED,
        "POST " + MODELS + "gemini-2.5-pro:streamGenerateContent",
        EndpointKind.METERED,
        "POST " + MODELS + "gemini-2.5-pro:countTokens",
        EndpointKind.COUNTING,
        "POST " + MODELS + "%2e%2e:countTokens",
        EndpointKind.UNKNOWN,
        "POST " + MODELS + "text-embedding-005:predict",
        EndpointKind.METERED,
        "POST " + MODELS + "veo-3:predictLongRunning",
        EndpointKind.UNKNOWN,
        "POST /v1/projects/p/locations/l/endpoints/1:predict",
        EndpointKind.UNKNOWN,
        "GET /v1/publishers/google/models",
        EndpointKind.NO_USAGE);
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    long prompt = random.nextLong(5000);
    long cached = random.nextLong(prompt + 1);
    long said = random.nextLong(5000);
    long thought = random.nextLong(5000);
    String body =
        """
        {"usageMetadata":{"promptTokenCount":%d,"cachedContentTokenCount":%d,
         "candidatesTokenCount":%d,"thoughtsTokenCount":%d,"totalTokenCount":%d}}
        """
            .formatted(prompt, cached, said, thought, prompt + said + thought);
    Usage expected =
        Usage.builder()
            .add(Meter.INPUT, prompt - cached)
            .add(Meter.CACHE_READ, cached)
            .add(Meter.OUTPUT, said)
            .add(Meter.REASONING, thought)
            .build();
    return new Answer(
        "POST " + MODELS + "gemini-2.5-pro:generateContent",
        body,
        expected,
        prompt + said + thought);
  }

  @Override
  protected void assertErrorShape(JsonNode body, int status, String code, String message) {
    assertThat(body.path("error").path("code").asInt()).isEqualTo(status);
    assertThat(body.path("error").path("message").asString()).isEqualTo(message);
  }
}
