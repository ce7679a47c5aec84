package ai.meterr.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EndpointKind;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Headers;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.kit.EventStreamFrames;
import ai.meterr.providers.kit.Pieces;
import ai.meterr.providers.kit.ProviderApiContract;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BedrockApiTest extends ProviderApiContract {
  @Override
  protected ProviderApi api() {
    return new BedrockApi();
  }

  private static final String MODEL = "/model/amazon.nova-micro-v1:0/";

  @Override
  protected Map<String, EndpointKind> endpoints() {
    return Map.of(
        "POST " + MODEL + "converse",
        EndpointKind.METERED,
        "POST " + MODEL + "converse-stream",
        EndpointKind.METERED,
        "POST " + MODEL + "invoke",
        EndpointKind.METERED,
        "POST " + MODEL + "invoke-with-response-stream",
        EndpointKind.METERED,
        "POST " + MODEL + "count-tokens",
        EndpointKind.COUNTING,
        "POST " + MODEL + "../x/count-tokens",
        EndpointKind.UNKNOWN,
        "POST /model/%2e%2e/count-tokens",
        EndpointKind.UNKNOWN,
        "POST /openai/v1/chat/completions",
        EndpointKind.METERED,
        "POST /async-invoke",
        EndpointKind.UNKNOWN,
        "GET /foundation-models",
        EndpointKind.NO_USAGE);
  }

  @Override
  protected Answer randomAnswer(RandomGenerator random) {
    long input = random.nextLong(5000);
    long read = random.nextLong(5000);
    long fiveMinutes = random.nextLong(5000);
    long oneHour = random.nextLong(5000);
    long untold = random.nextLong(5000);
    long output = random.nextLong(5000);
    long total = input + read + fiveMinutes + oneHour + untold + output;
    String body =
        """
        {"usage":{"inputTokens":%d,"outputTokens":%d,"cacheReadInputTokens":%d,
         "cacheWriteInputTokens":%d,"totalTokens":%d,
         "cacheDetails":[{"ttl":"5m","inputTokens":%d},{"ttl":"1h","inputTokens":%d}]}}
        """
            .formatted(
                input, output, read, fiveMinutes + oneHour + untold, total, fiveMinutes, oneHour);
    Usage expected =
        Usage.builder()
            .add(Meter.INPUT, input)
            .add(Meter.CACHE_READ, read)
            .add(Meter.CACHE_WRITE, untold)
            .add(Meter.CACHE_WRITE_5M, fiveMinutes)
            .add(Meter.CACHE_WRITE_1H, oneHour)
            .add(Meter.OUTPUT, output)
            .build();
    return new Answer("POST " + MODEL + "converse", body, expected, total);
  }

  @Override
  protected void assertErrorShape(JsonNode body, int status, String code, String message) {
    assertThat(body.path("error").path("code").asString()).isEqualTo(code);
    assertThat(body.path("error").path("message").asString()).isEqualTo(message);
  }

  @Test
  void the_model_is_the_one_that_the_path_names() {
    String profile = "us.anthropic.claude-3-7-sonnet-20250219-v1:0";
    String arn = "arn:aws:bedrock:us-east-1:012345678901:inference-profile/" + profile;
    String own = "arn:aws:bedrock:us-east-1:012345678901:application-inference-profile/1arb";
    assertThat(model("/model/" + profile + "/converse")).isEqualTo(profile);
    assertThat(model("/model/" + profile.replace(":", "%3A") + "/invoke")).isEqualTo(profile);
    assertThat(model("/model/" + arn + "/converse")).isEqualTo(profile);
    assertThat(model("/model/" + arn.replace(":", "%3A").replace("/", "%2F") + "/converse"))
        .isEqualTo(profile);
    assertThat(model("/model/" + own + "/converse")).isEqualTo(own);
  }

  private String model(String path) {
    Endpoint endpoint = api().endpoint("POST", path);
    assertThat(endpoint.kind()).isEqualTo(EndpointKind.METERED);
    return String.valueOf(endpoint.read(path, "").model());
  }

  @Test
  void what_a_damaged_frame_tells_is_not_believed() {
    byte[] stream = converseStream(15, 100);
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = stream.clone();
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      AnswerReader reader = reader("converse-stream");
      Pieces.random(damaged, random).forEach(reader::read);
      Reading reading = reader.finish(true);
      assertThat(reading.told()).as("byte %d", at).isEqualTo(Told.SILENT);
    }
  }

  @Test
  void the_end_of_a_binary_stream_is_announced_with_its_frame_and_settled_with_the_last_byte() {
    byte[] stop = EventStreamFrames.event("messageStop", "{\"stopReason\":\"end_turn\"}");
    byte[] usage = EventStreamFrames.event("metadata", "{\"usage\":{\"inputTokens\":1}}");
    AnswerReader reader = reader("converse-stream");
    for (int i = 0; i < stop.length + usage.length; i++) {
      byte next = i < stop.length ? stop[i] : usage[i - stop.length];
      Progress expected =
          i < stop.length - 1
              ? Progress.OPEN
              : i < stop.length + usage.length - 1 ? Progress.ENDING : Progress.SETTLED;
      assertThat(reader.read(ByteBuffer.wrap(new byte[] {next})))
          .as("byte %d", i)
          .isEqualTo(expected);
    }
  }

  @Test
  void megabytes_in_one_chunk_are_read_in_little_memory_and_never_confused() {
    String text =
        "\\\"amazon-bedrock-invocationMetrics\\\":{\\\"inputTokenCount\\\":9}".repeat(50_000);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(EventStreamFrames.chunk("{\"outputText\":\"" + text + "\"}"));
    stream.writeBytes(
        EventStreamFrames.chunk(
            "{\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":4,\"outputTokenCount\":2}}"));
    Random random = new Random(11);
    AnswerReader reader = reader("invoke-with-response-stream");
    Pieces.random(stream.toByteArray(), random).forEach(reader::read);
    assertThat(reader.finish(true).usage())
        .isEqualTo(Usage.builder().add(Meter.INPUT, 4).add(Meter.OUTPUT, 2).build());
  }

  @Test
  void a_model_and_bedrock_that_count_differently_are_noted() {
    AnswerReader reader = reader("invoke-with-response-stream");
    reader.read(
        ByteBuffer.wrap(
            EventStreamFrames.chunk(
                "{\"generation_token_count\":5,\"amazon-bedrock-invocationMetrics\":"
                    + "{\"inputTokenCount\":4,\"outputTokenCount\":2}}")));
    Reading reading = reader.finish(true);
    assertThat(reading.usage().quantity(Meter.OUTPUT)).isEqualByComparingTo("5");
    assertThat(reading.notes()).containsExactly("the model counts 5 tokens of output, Bedrock 2");
  }

  private AnswerReader reader(String operation) {
    Endpoint endpoint = api().endpoint("POST", MODEL + operation);
    return endpoint.answer(endpoint.read(MODEL + operation, ""), 200, Headers.NONE);
  }

  private static byte[] converseStream(int input, int output) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(EventStreamFrames.event("messageStart", "{\"role\":\"assistant\"}"));
    stream.writeBytes(EventStreamFrames.event("messageStop", "{\"stopReason\":\"end_turn\"}"));
    stream.writeBytes(
        EventStreamFrames.event(
            "metadata",
            "{\"usage\":{\"inputTokens\":%d,\"outputTokens\":%d}}".formatted(input, output)));
    return stream.toByteArray();
  }
}
