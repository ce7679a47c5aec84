package ai.meterr.app.imports;

import ai.meterr.catalog.ProviderId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads one line of a file of recorded exchanges. */
final class RecordReader {
  /** The time of records that have none. */
  private static final Instant UNDATED = Instant.parse("2026-08-22T00:00:00Z");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);
  private static final Pattern ZONED = Pattern.compile("(Z|[+-]\\d\\d:?\\d\\d)$");

  private final Map<String, String> texts = new HashMap<>();
  private byte @Nullable [] request;
  private final Map<String, String> headers = new HashMap<>();

  private RecordReader() {}

  static RecordedExchange read(String line) throws BadRecord {
    RecordReader reader = new RecordReader();
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      reader.fields(json);
    } catch (JacksonException notJson) {
      throw new BadRecord("it is not JSON");
    }
    return reader.exchange();
  }

  private void fields(JsonParser json) throws BadRecord {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new BadRecord("it is no object");
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT && name.equals("request")) {
        request = bytes(json);
      } else if (value == JsonToken.START_OBJECT && name.equals("response_headers")) {
        headers(json);
      } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
        texts.put(name, json.getString());
      }
      json.skipChildren();
    }
  }

  private void headers(JsonParser json) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName().toLowerCase(Locale.ROOT);
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        headers.putIfAbsent(name, json.getString());
      }
      json.skipChildren();
    }
  }

  private static byte[] bytes(JsonParser json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator copy = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      copy.copyCurrentStructure(json);
    }
    return bytes.toByteArray();
  }

  private RecordedExchange exchange() throws BadRecord {
    String provider = required("provider");
    if (!ProviderId.isWellFormed(provider)) {
      throw new BadRecord("its provider is no name");
    }
    return new RecordedExchange(
        required("id"),
        new ProviderId(provider),
        text("endpoint"),
        texts.getOrDefault("method", "POST"),
        text("path"),
        text("query"),
        time(),
        request,
        texts.get("model_requested"),
        text("streaming").equals("true"),
        status(),
        headers::get,
        body(),
        null,
        !text("stream_complete").equals("false"));
  }

  private String text(String name) {
    return texts.getOrDefault(name, "");
  }

  private String required(String name) throws BadRecord {
    String text = text(name);
    if (text.isEmpty()) {
      throw new BadRecord("it has no " + name);
    }
    return text;
  }

  private int status() throws BadRecord {
    try {
      return Integer.parseInt(required("response_status"));
    } catch (NumberFormatException noNumber) {
      throw new BadRecord("its response_status is no number");
    }
  }

  private byte[] body() throws BadRecord {
    String body = text("response_body");
    if (!text("response_body_encoding").equals("base64")) {
      return body.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException malformed) {
      throw new BadRecord("its response_body is no base64");
    }
  }

  /** The first time that can be read: a recorder's odd clock is no reason to lose an exchange. */
  private Instant time() {
    return Stream.of("observed_at", "recorded_at")
        .map(this::text)
        .map(RecordReader::time)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(UNDATED);
  }

  private static Optional<Instant> time(String text) {
    try {
      if (text.isEmpty() || !Character.isDigit(text.charAt(0))) {
        return Optional.of(ZonedDateTime.parse(text, HTTP_DATE).toInstant());
      }
      // some recorders leave out the zone, or write a space for the T: they mean UTC
      String dated = text.replace(' ', 'T');
      return Optional.of(
          ZONED.matcher(dated).find()
              ? OffsetDateTime.parse(dated).toInstant()
              : LocalDateTime.parse(dated).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }
}
