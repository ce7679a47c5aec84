package ai.meterr.app.prices;

import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A usage as JSON: an object of meters and quantities, as events have it. */
public final class UsageFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private UsageFile() {}

  /**
   * @throws IllegalArgumentException saying what is wrong, where this is no usage
   */
  public static Usage read(InputStream in) {
    JsonNode usage = parse(in);
    if (!usage.isObject()) {
      throw new IllegalArgumentException("must be a JSON object of meters and quantities");
    }
    Usage.Builder builder = Usage.builder();
    for (Map.Entry<String, JsonNode> entry : usage.properties()) {
      Meter meter = Meter.named(entry.getKey());
      if (meter == null) {
        throw new IllegalArgumentException(entry.getKey() + " is not a meter");
      }
      builder.add(meter, quantity(meter, entry.getValue()));
    }
    return builder.build();
  }

  private static JsonNode parse(InputStream in) {
    try {
      return JSON.readTree(in);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("is not JSON", e);
    }
  }

  private static BigDecimal quantity(Meter meter, JsonNode value) {
    if (!value.isNumber()) {
      throw new IllegalArgumentException(meter + " must be a number");
    }
    return value.decimalValue();
  }
}
