package ai.meterr.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.EndpointKind;
import ai.meterr.money.Money;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Headers;
import ai.meterr.providers.ProviderApi;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.Usage;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What every room must do. A new room brings fixtures, a table of endpoints and a generator. */
public abstract class ProviderApiContract {
  private static final long SEED = 20261124;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  protected abstract ProviderApi api();

  /** Method and path, and what calling it can mean for the bill. */
  protected abstract Map<String, EndpointKind> endpoints();

  /** An answer with random usage, plain or streamed. */
  protected abstract Answer randomAnswer(RandomGenerator random);

  /** How an error of the API looks; placeholders are the test's. */
  protected abstract void assertErrorShape(JsonNode body, int status, String code, String message);

  /**
   * @param call method and path
   * @param usage in exclusive classes
   * @param total the provider's own total of all tokens
   */
  public record Answer(String call, String body, Usage usage, long total) {}

  private List<Fixture> fixtures() {
    return Fixture.of(api().id().name());
  }

  private Stream<DynamicTest> each(java.util.function.Consumer<Fixture> test) {
    return fixtures().stream()
        .map(fixture -> DynamicTest.dynamicTest(fixture.name(), () -> test.accept(fixture)));
  }

  @TestFactory
  Stream<DynamicTest> usage_is_what_the_provider_bills() {
    return each(
        fixture -> {
          Reading reading = fixture.readWhole(api());
          assertThat(reading.told())
              .isEqualTo(
                  fixture.isNonsense()
                      ? Told.NONSENSE
                      : fixture.tellsUsage() ? Told.REPORTED : Told.SILENT);
          assertThat(reading.usage())
              .isEqualTo(fixture.tellsUsage() ? fixture.usage() : Usage.NONE);
          assertThat(reading.errorInside()).isEqualTo(fixture.expected("error").asBoolean(false));
          assertThat(reading.notes()).hasSize(fixture.isNonsense() ? 1 : reading.notes().size());
        });
  }

  @TestFactory
  Stream<DynamicTest> model_tier_and_region_are_those_of_the_answer() {
    return each(
        fixture -> {
          Reading reading = fixture.readWhole(api());
          if (fixture.expected("model").isString()) {
            assertThat(String.valueOf(reading.responseModel()))
                .isEqualTo(fixture.expected("model").asString());
          }
          if (fixture.expected("tier").isString()) {
            assertThat(reading.serviceTier()).isEqualTo(fixture.expected("tier").asString());
          }
          assertThat(reading.region())
              .isEqualTo(
                  fixture.expected("region").isString()
                      ? fixture.expected("region").asString()
                      : null);
        });
  }

  @TestFactory
  Stream<DynamicTest> money_is_what_the_provider_states() {
    return each(
        fixture -> {
          JsonNode stated = fixture.expected("provider_cost");
          assertThat(fixture.readWhole(api()).providerCost())
              .isEqualTo(stated.isString() ? Money.usd(stated.asString()) : null);
        });
  }

  @TestFactory
  Stream<DynamicTest> further_calls_are_not_in_the_usage_but_beside_it() {
    return each(
        fixture -> {
          JsonNode expected = fixture.expected("sub_calls");
          Reading reading = fixture.readWhole(api());
          assertThat(reading.subCalls()).hasSize(expected.size());
          for (int i = 0; i < expected.size(); i++) {
            var call = reading.subCalls().get(i);
            assertThat(call.model().name()).isEqualTo(expected.get(i).path("model").asString());
            assertThat(call.role()).isEqualTo(expected.get(i).path("role").asString());
            assertThat(call.usage()).isEqualTo(Fixture.usage(expected.get(i).path("usage")));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> any_split_of_the_bytes_reads_the_same() {
    return each(
        fixture -> {
          Outcome whole = read(fixture, List.of(ByteBuffer.wrap(fixture.body())));
          assertThat(read(fixture, Pieces.single(fixture.body()))).isEqualTo(whole);
          Random random = new Random(SEED);
          for (int i = 0; i < 40; i++) {
            assertThat(read(fixture, Pieces.random(fixture.body(), random))).isEqualTo(whole);
          }
        });
  }

  private record Outcome(Progress progress, Reading reading) {}

  private Outcome read(Fixture fixture, List<ByteBuffer> pieces) {
    AnswerReader reader = fixture.reader(api());
    Progress progress = Progress.OPEN;
    for (ByteBuffer piece : pieces) {
      Progress now = reader.read(piece);
      progress = now.compareTo(progress) > 0 ? now : progress;
    }
    Reading reading = reader.finish(fixture.complete());
    assertThat(reader.finish(fixture.complete())).as("asked again").isEqualTo(reading);
    return new Outcome(progress, reading);
  }

  @TestFactory
  Stream<DynamicTest> an_answer_that_breaks_off_tells_its_true_usage_or_none() {
    return each(
        fixture -> {
          byte[] body = fixture.body();
          Usage whole = fixture.tellsUsage() ? fixture.usage() : Usage.NONE;
          for (int length = 0; length < body.length; length += Math.max(1, body.length / 400)) {
            AnswerReader reader = fixture.reader(api());
            reader.read(ByteBuffer.wrap(body, 0, length));
            Reading reading = reader.finish(false);
            assertThat(reading.usage()).as("after %d bytes", length).isIn(Usage.NONE, whole);
            if (reading.told() == Told.REPORTED) {
              assertThat(reading.usage()).as("after %d bytes", length).isEqualTo(whole);
            }
          }
        });
  }

  /** From the announcement on, bytes are held until the record is durable. */
  @TestFactory
  Stream<DynamicTest> the_end_is_announced_before_its_frame_is_whole() {
    return fixtures().stream()
        .filter(Fixture::hasEndMarker)
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.name(),
                    () -> {
                      byte[] body = fixture.body();
                      int announced = announcedAt(fixture, body);
                      assertThat(announced)
                          .isBetween(fixture.endMarkerAt(), frameEnd(body, fixture.endMarkerAt()));
                    }));
  }

  private int announcedAt(Fixture fixture, byte[] body) {
    AnswerReader reader = fixture.reader(api());
    for (int i = 0; i < body.length; i++) {
      if (reader.read(ByteBuffer.wrap(body, i, 1)) != Progress.OPEN) {
        return i;
      }
    }
    return body.length;
  }

  private static int frameEnd(byte[] body, int from) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    return text.startsWith("[")
        ? text.lastIndexOf('}')
        : Math.min(end(text, '\n', from), end(text, '\r', from));
  }

  private static int end(String text, char lineEnd, int from) {
    int at = text.indexOf(lineEnd, from);
    return at < 0 ? text.length() : at;
  }

  @TestFactory
  Stream<DynamicTest> what_a_plain_body_tells_is_settled_with_its_last_byte() {
    return fixtures().stream()
        .filter(fixture -> fixture.tellsUsage() && fixture.body()[0] == '{')
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.name(),
                    () ->
                        assertThat(fixture.reader(api()).read(ByteBuffer.wrap(fixture.body())))
                            .isEqualTo(Progress.SETTLED)));
  }

  @Test
  void classes_are_exclusive_and_add_up_to_the_providers_total() {
    Random random = new Random(SEED);
    for (int i = 0; i < 500; i++) {
      Answer answer = randomAnswer(random);
      Endpoint endpoint = endpoint(answer.call);
      AnswerReader reader = endpoint.answer(endpoint.read("", ""), 200, Headers.NONE);
      byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
      Pieces.random(body, random).forEach(reader::read);
      Reading reading = reader.finish(true);
      assertThat(reading.told()).as(answer.body).isEqualTo(Told.REPORTED);
      assertThat(reading.usage()).as(answer.body).isEqualTo(answer.usage);
      assertThat(reading.usage().totalTokens()).as(answer.body).isEqualTo(answer.total);
    }
  }

  @Test
  void noise_is_survived_and_never_becomes_negative() {
    Random random = new Random(SEED);
    List<Fixture> fixtures = fixtures();
    for (int i = 0; i < 3000; i++) {
      Fixture fixture = fixtures.get(random.nextInt(fixtures.size()));
      byte[] body = fixture.body();
      for (int damage = random.nextInt(6); damage >= 0 && body.length > 0; damage--) {
        body[random.nextInt(body.length)] = NOISE[random.nextInt(NOISE.length)];
      }
      AnswerReader reader = fixture.reader(api());
      Pieces.random(body, random).forEach(reader::read);
      Reading reading = reader.finish(random.nextBoolean());
      reading
          .usage()
          .forEach((meter, quantity) -> assertThat(quantity).isGreaterThan(BigDecimal.ZERO));
    }
  }

  private static final byte[] NOISE =
      "\"\\{}[]:,-019e. \n\rdtu".getBytes(StandardCharsets.ISO_8859_1);

  @Test
  void every_endpoint_is_known_for_what_it_can_cost() {
    endpoints().forEach((call, kind) -> assertThat(endpoint(call).kind()).as(call).isEqualTo(kind));
  }

  @Test
  void what_is_not_known_may_cost_money_unless_it_only_looks() {
    assertThat(endpoint("POST /v1/brand/new").kind()).isEqualTo(EndpointKind.UNKNOWN);
    assertThat(endpoint("GET /v1/brand/new").kind()).isEqualTo(EndpointKind.NO_USAGE);
    assertThat(endpoint("POST /v1/files").kind()).isEqualTo(EndpointKind.NO_USAGE);
    assertThat(endpoint("POST /v1/files").readsBody()).isFalse();
    for (String detour : new String[] {"/../", "/%2e%2e/", "//", "/x/%2E./../"}) {
      assertThat(endpoint("POST /v1/files" + detour + "brand/new").kind())
          .as(detour)
          .isEqualTo(EndpointKind.UNKNOWN);
    }
  }

  private Endpoint endpoint(String call) {
    String[] parts = call.split(" ", 2);
    return api().endpoint(parts[0], parts[1]);
  }

  @TestFactory
  Stream<DynamicTest> a_request_that_is_not_json_is_refused_without_showing_it() {
    String meteredPost =
        endpoints().entrySet().stream()
            .filter(e -> e.getKey().startsWith("POST") && e.getValue() == EndpointKind.METERED)
            .map(Map.Entry::getKey)
            .filter(call -> endpoint(call).readsBody())
            .findFirst()
            .orElseThrow();
    return Stream.of(
            "",
            "secret",
            "[]",
            "\"secret\"",
            "{\"model\":\"secret\"",
            "{\"a\":secret}",
            "{}secret",
            "{} {}",
            "{\"a\":\"\u0001secret\"}",
            "{'secret':1}")
        .map(
            body ->
                DynamicTest.dynamicTest(
                    "body " + body,
                    () ->
                        assertThatThrownBy(
                                () ->
                                    endpoint(meteredPost)
                                        .read(
                                            meteredPost.split(" ", 2)[1],
                                            "",
                                            new ByteArrayInputStream(
                                                body.getBytes(StandardCharsets.UTF_8))))
                            .isInstanceOf(Endpoint.NotJson.class)
                            .hasMessageNotContaining("secret")
                            .hasNoCause()));
  }

  @Test
  void errors_of_our_own_look_like_the_apis() {
    String message = "no \"key\" \\ came\nwith é this\t\u0002";
    byte[] body = api().errors().body(401, "meterr_no_key", message);
    assertErrorShape(MAPPER.readTree(body), 401, "meterr_no_key", message);
  }

  @Test
  void an_error_in_a_stream_is_a_whole_frame_of_its_own() {
    String frame =
        new String(
            api().errors().frame("meterr_provider_broke", "broke off"), StandardCharsets.UTF_8);
    assertThat(frame).endsWith("\n\n").contains("data: {");
    String data = frame.substring(frame.indexOf("data: ") + 6).strip();
    assertThat(data).doesNotContain("\n");
    assertErrorShape(MAPPER.readTree(data), 502, "meterr_provider_broke", "broke off");
  }
}
