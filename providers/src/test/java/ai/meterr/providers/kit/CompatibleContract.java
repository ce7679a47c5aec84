package ai.meterr.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EndpointKind;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** What every room must do whose API is made after OpenAI's. */
public abstract class CompatibleContract extends ProviderApiContract {
  @Override
  protected Map<String, EndpointKind> endpoints() {
    return Map.of(
        "POST /v1/chat/completions", EndpointKind.METERED,
        "POST /chat/completions", EndpointKind.METERED,
        "POST /v1/completions", EndpointKind.METERED,
        "POST /v1/embeddings", EndpointKind.METERED,
        "POST /v1/responses", EndpointKind.METERED,
        "GET /v1/models", EndpointKind.NO_USAGE,
        "POST /v1/audio/speech", EndpointKind.UNKNOWN,
        "POST /v1/batches", EndpointKind.UNKNOWN);
  }

  /** Tokens of a call, none of them in two of these. */
  protected record Tokens(long fresh, long read, long written, long said, long thought) {
    public static Tokens random(RandomGenerator random) {
      return new Tokens(
          random.nextLong(5000),
          random.nextLong(5000),
          random.nextLong(3) == 0 ? random.nextLong(5000) : 0,
          random.nextLong(5000),
          random.nextLong(5000));
    }

    public Tokens withoutWritten() {
      return new Tokens(fresh, read, 0, said, thought);
    }

    public long in() {
      return fresh + read + written;
    }

    public long out() {
      return said + thought;
    }

    public long total() {
      return in() + out();
    }

    public Usage usage() {
      return Usage.builder()
          .add(Meter.INPUT, fresh)
          .add(Meter.CACHE_READ, read)
          .add(Meter.CACHE_WRITE, written)
          .add(Meter.OUTPUT, said)
          .add(Meter.REASONING, thought)
          .build();
    }
  }

  /** A chat answer around a usage object, plain or as the end of a stream. */
  protected static String chat(RandomGenerator random, String usage) {
    return random.nextBoolean()
        ? "{\"choices\":[{\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}"
        : "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"choices\":[],\"usage\":"
            + usage
            + "}\n\ndata: [DONE]\n\n";
  }

  @Override
  protected void assertErrorShape(JsonNode body, int status, String code, String message) {
    JsonNode error = body.path("error");
    assertThat(error.path("message").asString()).isEqualTo(message);
    assertThat(error.path("code").asString()).isEqualTo(code);
  }
}
