package ai.meterr.providers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ProviderId;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.kit.Pieces;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.Usage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Real traffic, where it lies beside the project ({@code ../shared/recordings}); elsewhere no test
 * of this class is registered, and the output says so.
 */
class RecordingsTest {
  private static final Path FOLDER = Path.of("..", "..", "shared", "recordings");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> COMPATIBLE =
      List.of(
          ("alibaba azure cerebras cloudflare crusoe databricks deepseek gpustack groq huggingface"
                  + " mistral moonshot ollama openai_compatible_local openrouter perplexity portkey"
                  + " snowflake together vercel_gateway voyage writer xai zai")
              .split(" "));

  @TestFactory
  Stream<DynamicTest> usage_of_real_traffic_is_exact() {
    if (!Files.isDirectory(FOLDER)) {
      System.out.println("no recordings at ../shared/recordings: RecordingsTest has no tests");
      return Stream.empty();
    }
    Stream<ProviderId> others =
        Stream.concat(
                Stream.of("bedrock", "cohere", "vertex", "vertex_anthropic"), COMPATIBLE.stream())
            .map(ProviderId::new);
    return Stream.concat(
            Stream.of(ProviderId.OPENAI, ProviderId.ANTHROPIC, ProviderId.GEMINI), others)
        .map(id -> DynamicTest.dynamicTest(id.name(), () -> compare(id)));
  }

  private static void compare(ProviderId id) throws IOException {
    ProviderApi api = Providers.known().find(id).orElseThrow();
    Random random = new Random(20261124);
    List<String> differing = new ArrayList<>();
    int[] compared = {0};
    forEach(
        id,
        record -> {
          Exchange exchange = new Exchange(api, record);
          Reading reading = exchange.read(List.of(ByteBuffer.wrap(exchange.body())));
          assertThat(exchange.read(Pieces.random(exchange.body(), random)))
              .as(exchange.name())
              .isEqualTo(reading);
          String expected = record.path("expected_status").asString();
          JsonNode usage = record.path("expected_usage");
          switch (expected) {
            case "count_endpoint_free" ->
                assertThat(exchange.endpoint().kind()).isEqualTo(EndpointKind.COUNTING);
            case "http_error", "stream_without_usage" ->
                assertThat(reading.told()).as(exchange.name()).isEqualTo(Told.SILENT);
            case "usage" -> {
              if (usage.has("input") && !usage.path("ambiguous").asBoolean(false)) {
                compared[0]++;
                if (!classes(usage).equals(classes(reading.usage()))) {
                  differing.add(exchange.name());
                }
              }
            }
            default -> {}
          }
        });
    System.out.printf(
        "%s: usage exact on %d of %d recordings; differing: %s%n",
        id, compared[0] - differing.size(), compared[0], differing);
    assertThat(differing).hasSizeLessThanOrEqualTo(compared[0] / 100);
  }

  private static void forEach(ProviderId id, Consumer<JsonNode> test) throws IOException {
    Path file = FOLDER.resolve(id.name() + ".jsonl.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      lines
          .lines()
          .map(MAPPER::readTree)
          .filter(record -> !record.path("path").asString("").isEmpty())
          .forEach(test);
    }
  }

  private static List<Long> classes(JsonNode expected) {
    return List.of(
        expected.path("input").asLong(0),
        expected.path("cached_input").asLong(0),
        expected.path("cache_write").asLong(0)
            + expected.path("cache_write_5m").asLong(0)
            + expected.path("cache_write_1h").asLong(0),
        expected.path("output").asLong(0));
  }

  private static List<Long> classes(Usage usage) {
    return List.of(
        usage.tokens(MeterKind.INPUT),
        usage.tokens(MeterKind.CACHE_READ),
        usage.tokens(MeterKind.CACHE_WRITE)
            + usage.tokens(MeterKind.CACHE_WRITE_5M)
            + usage.tokens(MeterKind.CACHE_WRITE_1H),
        usage.tokens(MeterKind.OUTPUT) + usage.tokens(MeterKind.REASONING));
  }

  private record Exchange(ProviderApi api, JsonNode record) {
    String name() {
      return record.path("endpoint").asString() + " " + record.path("id").asString();
    }

    byte[] body() {
      String body = record.path("response_body").asString("");
      return record.path("response_body_encoding").asString("").equals("base64")
          ? Base64.getDecoder().decode(body)
          : body.getBytes(StandardCharsets.UTF_8);
    }

    Endpoint endpoint() {
      return api.endpoint(record.path("method").asString(), record.path("path").asString());
    }

    private @Nullable String header(String name) {
      return record.path("response_headers").properties().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().asString(""))
          .findFirst()
          .orElse(null);
    }

    Reading read(List<ByteBuffer> pieces) {
      AnswerReader reader =
          endpoint().answer(request(), record.path("response_status").asInt(), this::header);
      pieces.forEach(reader::read);
      return reader.finish(record.path("stream_complete").asBoolean(true));
    }

    private RequestFacts request() {
      String path = record.path("path").asString();
      JsonNode body = record.path("request");
      try {
        return endpoint().readsBody()
            ? endpoint()
                .read(
                    path,
                    "",
                    new ByteArrayInputStream(
                        (body.isObject() ? body.toString() : "{}")
                            .getBytes(StandardCharsets.UTF_8)))
            : endpoint().read(path, "");
      } catch (Endpoint.NotJson notJson) {
        throw new IllegalStateException(name(), notJson);
      }
    }
  }
}
