package ai.meterr.control.prices;

import ai.meterr.catalog.ProviderId;
import ai.meterr.catalog.ProviderNames;
import ai.meterr.control.answer.JsonBody;
import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.RequestBody;
import ai.meterr.usage.Meter;
import io.helidon.webserver.http.ServerRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A small JSON object that was sent; what is wrong with it is a {@link Problem}. */
final class Body {
  private static final int BYTES_MAX = 64 << 10;

  /** Digits before the point, and after it, of any amount. */
  private static final int DIGITS_MAX = 15;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final JsonNode json;

  private Body(JsonNode json) {
    this.json = json;
  }

  /**
   * @param known the fields that it may have
   */
  static Body read(ServerRequest request, Set<String> known) {
    JsonBody.require(request);
    JsonNode json;
    try {
      json = JSON.readTree(RequestBody.read(request, BYTES_MAX));
    } catch (JacksonException notJson) {
      throw Problem.of(Problem.Kind.BAD_BODY, "the body is not JSON");
    }
    if (!json.isObject()) {
      throw Problem.of(Problem.Kind.BAD_BODY, "the body is not a JSON object");
    }
    for (String name : json.propertyNames()) {
      if (!known.contains(name)) {
        throw Problem.field(
            name.length() <= 64 ? name : name.substring(0, 64) + "…", "is not a field here");
      }
    }
    return new Body(json);
  }

  private @Nullable JsonNode told(String name) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? null : value;
  }

  boolean has(String name) {
    return told(name) != null;
  }

  @Nullable String text(String name, int lengthMax) {
    JsonNode value = told(name);
    if (value == null) {
      return null;
    }
    String text = value.isString() ? value.stringValue().strip() : "";
    if (text.isEmpty() || text.length() > lengthMax || text.chars().anyMatch(Body::isBad)) {
      throw Problem.field(name, "is a string of 1 to " + lengthMax + " plain characters");
    }
    return text;
  }

  private static boolean isBad(int character) {
    return Character.isISOControl(character) || Character.isSurrogate((char) character);
  }

  String requiredText(String name, int lengthMax) {
    String text = text(name, lengthMax);
    if (text == null) {
      throw Problem.field(name, "is required");
    }
    return text;
  }

  ProviderId provider(String name) {
    return ProviderNames.canonical(requiredText(name, 40))
        .orElseThrow(() -> Problem.field(name, "is not a provider's name"));
  }

  @Nullable Instant instant(String name) {
    String text = text(name, 64);
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw Problem.field(name, "is not an RFC 3339 time such as 2026-08-01T00:00:00Z");
    }
  }

  /** A whole number that is not negative; {@code otherwise} where it was not sent. */
  long number(String name, long otherwise) {
    JsonNode value = told(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw Problem.field(name, "is not a whole number");
    }
    return value.longValue();
  }

  @Nullable BigDecimal decimal(String name) {
    JsonNode value = told(name);
    return value == null ? null : decimal(name, value);
  }

  private static BigDecimal decimal(String name, JsonNode value) {
    if (!value.isString() || !value.stringValue().matches("[0-9]{1,15}(\\.[0-9]{1,15})?")) {
      throw Problem.field(name, "is not a decimal string such as \"0.075\"");
    }
    return new BigDecimal(value.stringValue());
  }

  /** Amounts per meter; null where the field was not sent. */
  @Nullable SortedMap<Meter, BigDecimal> amounts(String name) {
    return meters(name, value -> decimal(name, value));
  }

  /** Quantities per meter, as numbers; null where the field was not sent. */
  @Nullable SortedMap<Meter, BigDecimal> quantities(String name) {
    return meters(name, value -> quantity(name, value));
  }

  private static BigDecimal quantity(String name, JsonNode value) {
    BigDecimal quantity = value.isNumber() ? value.decimalValue() : BigDecimal.ONE.negate();
    if (quantity.signum() < 0
        || quantity.scale() > DIGITS_MAX
        || (long) quantity.precision() - quantity.scale() > DIGITS_MAX) {
      throw Problem.field(name, "has a quantity that is no number of 0 or more");
    }
    return quantity;
  }

  private @Nullable SortedMap<Meter, BigDecimal> meters(
      String name, Function<JsonNode, BigDecimal> read) {
    JsonNode value = told(name);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      throw Problem.field(name, "is not an object of meters");
    }
    SortedMap<Meter, BigDecimal> meters = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      Meter meter = Meter.named(entry.getKey());
      if (meter == null) {
        throw Problem.field(name, "names a meter that there is not");
      }
      meters.put(meter, read.apply(entry.getValue()));
    }
    return meters;
  }
}
