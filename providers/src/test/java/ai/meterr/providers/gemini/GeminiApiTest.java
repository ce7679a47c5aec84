package ai.meterr.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EndpointKind;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.ProviderApiContract;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GeminiApiTest extends ProviderApiContract {
  @Override
  protected ProviderApi api() {
    return new GeminiApi();
  }

  @Override
  protected Map<String, EndpointKind> endpoints() {
    return Map.ofEntries(
        Map.entry("POST /v1beta/models/gemini-2.5-flash:generateContent", EndpointKind.METERED),
        Map.entry("POST /v1/models/gemini-2.5-flash:generateContent", EndpointKind.METERED),
        Map.entry("POST /v1alpha/models/m:streamGenerateContent", EndpointKind.METERED),
        Map.entry("POST /v1beta/tunedModels/m:generateContent", EndpointKind.METERED),
        Map.entry("POST /v1beta/models/m:countTokens", EndpointKind.COUNTING),
        Map.entry("POST /v1beta/models/m:embedContent", EndpointKind.METERED),
        Map.entry("POST /v1beta/models/m:batchEmbedContents", EndpointKind.METERED),
        Map.entry("POST /v1beta/models/m:batchGenerateContent", EndpointKind.UNKNOWN),
        Map.entry("POST /v1beta/models/m:predictLongRunning", EndpointKind.UNKNOWN),
        Map.entry("POST /v1beta/cachedContents", EndpointKind.UNKNOWN),
        Map.entry("POST /v1beta/openai/chat/completions", EndpointKind.UNKNOWN),
        Map.entry("POST /v1beta/interactions", EndpointKind.METERED),
        Map.entry("GET /v1beta/interactions/v1_x", EndpointKind.NO_USAGE),
        Map.entry("GET /v1beta/models", EndpointKind.NO_USAGE),
        Map.entry("POST /upload/v1beta/files", EndpointKind.NO_USAGE),
        Map.entry("DELETE /v1beta/files/f1", EndpointKind.NO_USAGE));
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    Usage.Builder expected = Usage.builder();
    StringBuilder promptDetails = new StringBuilder();
    StringBuilder cacheDetails = new StringBuilder();
    long prompt = 0;
    long cached = 0;
    for (Modality modality : Modality.values()) {
      long fresh = random.nextLong(5000);
      long read = random.nextLong(5000);
      prompt += fresh + read;
      cached += read;
      append(promptDetails, modality, fresh + read);
      append(cacheDetails, modality, read);
      expected.add(new Meter(MeterKind.INPUT, modality), fresh);
      expected.add(new Meter(MeterKind.CACHE_READ, modality), read);
    }
    long tools = random.nextLong(3) == 0 ? random.nextLong(5000) : 0;
    long pictures = random.nextLong(3) == 0 ? random.nextLong(5000) : 0;
    long said = random.nextLong(5000);
    long thought = random.nextLong(5000);
    expected.add(Meter.INPUT, tools);
    expected.add(Meter.OUTPUT, said);
    expected.add(new Meter(MeterKind.OUTPUT, Modality.IMAGE), pictures);
    expected.add(Meter.REASONING, thought);
    long total = prompt + tools + pictures + said + thought;
    String chunk =
        """
        {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":%d,
        "cachedContentTokenCount":%d,"toolUsePromptTokenCount":%d,"candidatesTokenCount":%d,
        "thoughtsTokenCount":%d,"totalTokenCount":%d,"promptTokensDetails":[%s],
        "cacheTokensDetails":[%s],
        "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":%d}]}}
        """
            .formatted(
                prompt,
                cached,
                tools,
                pictures + said,
                thought,
                total,
                promptDetails,
                cacheDetails,
                pictures);
    String before = "{\"candidates\":[{}],\"usageMetadata\":{\"promptTokenCount\":7}}";
    String method = random.nextBoolean() ? "generateContent" : "streamGenerateContent";
    String body =
        method.equals("generateContent")
            ? chunk
            : random.nextBoolean()
                ? "[" + before + ",\n" + chunk + "]"
                : "data: " + before + "\r\n\r\ndata: " + chunk.replace("\n", "") + "\r\n\r\n";
    return new Answer("POST /v1beta/models/m:" + method, body, expected.build(), total);
  }

  private static void append(StringBuilder details, Modality modality, long count) {
    details
        .append(details.isEmpty() ? "" : ",")
        .append("{\"modality\":\"")
        .append(modality.name().toUpperCase(Locale.ROOT))
        .append("\",\"tokenCount\":")
        .append(count)
        .append('}');
  }

  @Test
  void the_path_names_the_model_and_whether_the_answer_streams() throws Exception {
    var plain = read("/v1beta/models/gemini-2.5-flash:generateContent");
    assertThat(String.valueOf(plain.model())).isEqualTo("gemini-2.5-flash");
    assertThat(plain.streamed()).isFalse();
    var streamed = read("/v1beta/models/gemini%2D3+x:streamGenerateContent");
    assertThat(String.valueOf(streamed.model())).isEqualTo("gemini-3+x");
    assertThat(streamed.streamed()).isTrue();
  }

  private ai.meterr.providers.RequestFacts read(String path) throws Exception {
    return api()
        .endpoint("POST", path)
        .read(path, "", new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  protected void assertErrorShape(JsonNode body, int status, String code, String message) {
    JsonNode error = body.path("error");
    assertThat(error.path("code").asInt()).isEqualTo(status);
    assertThat(error.path("message").asString()).isEqualTo(message);
    assertThat(error.path("status").asString()).isIn("UNAUTHENTICATED", "UNAVAILABLE");
    assertThat(error.path("details").get(0).path("reason").asString())
        .isEqualTo(code.toUpperCase(Locale.ROOT))
        .startsWith("METERR_");
  }
}
