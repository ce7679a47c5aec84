package ai.meterr.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EndpointKind;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.ProviderApiContract;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

class AnthropicApiTest extends ProviderApiContract {
  @Override
  protected ProviderApi api() {
    return new AnthropicApi();
  }

  @Override
  protected Map<String, EndpointKind> endpoints() {
    return Map.of(
        "POST /v1/messages", EndpointKind.METERED,
        "POST /v1/messages/count_tokens", EndpointKind.COUNTING,
        "POST /v1/messages/batches", EndpointKind.UNKNOWN,
        "GET /v1/messages/batches/b1/results", EndpointKind.NO_USAGE,
        "POST /v1/complete", EndpointKind.UNKNOWN,
        "GET /v1/models", EndpointKind.NO_USAGE,
        "POST /v1/files", EndpointKind.NO_USAGE);
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    long input = random.nextLong(5000);
    long read = random.nextLong(5000);
    long fiveMinutes = random.nextLong(5000);
    long oneHour = random.nextLong(5000);
    long later = random.nextBoolean() ? 0 : random.nextLong(5000);
    long thought = random.nextLong(5000);
    long said = random.nextLong(5000);
    String start =
        """
        {"input_tokens":%d,"cache_read_input_tokens":%d,"cache_creation_input_tokens":%d,
         "cache_creation":{"ephemeral_5m_input_tokens":%d,"ephemeral_1h_input_tokens":%d},
         "output_tokens":3}\
        """
            .formatted(input / 2, read / 2, fiveMinutes + oneHour, fiveMinutes, oneHour)
            .replace("\n", "");
    String end =
        """
        {"input_tokens":%d,"cache_read_input_tokens":%d,"cache_creation_input_tokens":%d,
         "output_tokens":%d,"output_tokens_details":{"thinking_tokens":%d}}\
        """
            .formatted(input, read, fiveMinutes + oneHour + later, thought + said, thought)
            .replace("\n", "");
    String body =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":"
            + start
            + "}}\n\n"
            + "event: message_delta\n"
            + "data: {\"type\":\"message_delta\",\"delta\":{},\"usage\":"
            + end
            + "}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    Usage expected =
        Usage.builder()
            .add(Meter.INPUT, input)
            .add(Meter.CACHE_READ, read)
            .add(Meter.CACHE_WRITE_5M, fiveMinutes)
            .add(Meter.CACHE_WRITE_1H, oneHour)
            .add(Meter.CACHE_WRITE, later)
            .add(Meter.OUTPUT, said)
            .add(Meter.REASONING, thought)
            .build();
    return new Answer(
        "POST /v1/messages",
        body,
        expected,
        input + read + fiveMinutes + oneHour + later + thought + said);
  }

  @Override
  protected void assertErrorShape(JsonNode body, int status, String code, String message) {
    assertThat(body.path("type").asString()).isEqualTo("error");
    assertThat(body.path("error").path("type").asString()).isEqualTo(code);
    assertThat(body.path("error").path("message").asString()).isEqualTo(message);
  }
}
