package ai.meterr.providers.kit;

import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.RequestFacts;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * One exchange written by hand, in the form of a recording, with what must be read from it: {@code
 * expected} is the usage by meter, null for none, or {@code "nonsense"}; {@code ends_with} stands
 * in the frame that a client may take for the end.
 */
public record Fixture(JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public static List<Fixture> of(String provider) {
    String file = "/fixtures/" + provider + ".jsonl";
    try (InputStream bytes = Objects.requireNonNull(Fixture.class.getResourceAsStream(file))) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> new Fixture(MAPPER.readTree(line)))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }

  public String name() {
    return text("id");
  }

  /** Text, or the frames of a binary stream: {@code response_events}. */
  public byte[] body() {
    return json.has("response_events")
        ? EventStreamFrames.of(json.path("response_events"))
        : text("response_body").getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable String header(String name) {
    JsonNode value = json.path("response_headers").path(name);
    return value.isString() ? value.asString() : null;
  }

  public int status() {
    return json.path("response_status").asInt();
  }

  public boolean complete() {
    return json.path("complete").asBoolean(true);
  }

  public boolean hasEndMarker() {
    return json.has("ends_with");
  }

  /** Index in bytes of the marker's last appearance. */
  public int endMarkerAt() {
    String body = text("response_body");
    int at = body.lastIndexOf(text("ends_with"));
    if (at < 0) {
      throw new IllegalStateException(name() + " has no " + text("ends_with"));
    }
    return body.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
  }

  public boolean isNonsense() {
    return json.path("expected").isString();
  }

  public boolean tellsUsage() {
    return json.path("expected").isObject();
  }

  public Usage usage() {
    return usage(json.path("expected"));
  }

  public static Usage usage(JsonNode byMeter) {
    Usage.Builder usage = Usage.builder();
    byMeter
        .properties()
        .forEach(
            entry ->
                usage.add(
                    Objects.requireNonNull(Meter.named(entry.getKey()), entry.getKey()),
                    new BigDecimal(entry.getValue().asString())));
    return usage.build();
  }

  public JsonNode expected(String name) {
    return json.path("expected_" + name);
  }

  public Endpoint endpoint(ProviderApi api) {
    return api.endpoint(text("method"), text("path"));
  }

  public RequestFacts request(ProviderApi api) {
    Endpoint endpoint = endpoint(api);
    if (!endpoint.readsBody()) {
      return endpoint.read(text("path"), text("query"));
    }
    String body = json.path("request").isObject() ? json.path("request").toString() : "{}";
    try {
      return endpoint.read(
          text("path"),
          text("query"),
          new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    } catch (Endpoint.NotJson impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public AnswerReader reader(ProviderApi api) {
    return endpoint(api).answer(request(api), status(), this::header);
  }

  public Reading readWhole(ProviderApi api) {
    AnswerReader reader = reader(api);
    reader.read(java.nio.ByteBuffer.wrap(body()));
    return reader.finish(complete());
  }

  private String text(String name) {
    return json.path(name).asString("");
  }

  @Override
  public String toString() {
    return name();
  }
}
