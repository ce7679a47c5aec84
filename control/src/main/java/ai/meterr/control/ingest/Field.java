package ai.meterr.control.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Takes the value that a parser stands at, or says what is wrong with it; either way the parser
 * stands at the value's end afterwards. A null counts as a field that was not sent.
 */
final class Field {
  /** Digits before and after the point that any quantity or amount of money may have. */
  private static final int WHOLE_DIGITS_MAX = 15;

  private static final int DECIMALS_MAX = 18;

  private final JsonParser json;

  Field(JsonParser json) {
    this.json = json;
  }

  /** A value that is not what its field may hold. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * @param why reads on after the field's name
     */
    Wrong(String why) {
      super(why, null, false, false);
    }

    Wrong(String field, Wrong cause) {
      this(field + ": " + cause.getMessage());
    }
  }

  /** Text without control characters, trimmed; null where nothing is left. */
  @Nullable String text(int lengthMax) throws Wrong {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      json.skipChildren();
      throw new Wrong("must be a string");
    }
    String text = json.getString().strip();
    if (text.length() > lengthMax) {
      throw new Wrong("is longer than " + lengthMax + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw new Wrong("has a control character");
      }
      if (Character.isSurrogate(text.charAt(i)) && !UTF_8.newEncoder().canEncode(text)) {
        throw new Wrong("is no Unicode text");
      }
    }
    return text.isEmpty() ? null : text;
  }

  /** A whole number; {@code otherwise} where it was not sent. */
  long integer(long min, long max, long otherwise) throws Wrong {
    BigDecimal number = decimal();
    if (number == null) {
      return otherwise;
    }
    if (number.stripTrailingZeros().scale() > 0
        || number.compareTo(BigDecimal.valueOf(min)) < 0
        || number.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw new Wrong("must be a whole number from " + min + " to " + max);
    }
    return number.longValueExact();
  }

  /** A number that is not negative; null where it was not sent. */
  @Nullable BigDecimal quantity() throws Wrong {
    BigDecimal number = decimal();
    if (number != null && number.signum() < 0) {
      throw new Wrong("must not be negative");
    }
    return number;
  }

  private @Nullable BigDecimal decimal() throws Wrong {
    return switch (json.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> bounded(json.getDecimalValue());
      case null, default -> {
        json.skipChildren();
        throw new Wrong("must be a number");
      }
    };
  }

  /** Money: a decimal string, or a number as it stands. */
  @Nullable BigDecimal money() throws Wrong {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      return quantity();
    }
    String text = json.getString();
    if (!text.matches("[0-9]{1,15}(\\.[0-9]{1,18})?")) {
      throw new Wrong("must be a decimal string such as \"0.0125\"");
    }
    return new BigDecimal(text);
  }

  /** A number is small enough to be written out in full: 1e999999999 is not. */
  private static BigDecimal bounded(BigDecimal number) throws Wrong {
    if (number.scale() > DECIMALS_MAX
        || (long) number.precision() - number.scale() > WHOLE_DIGITS_MAX) {
      throw new Wrong("has too many digits");
    }
    return number;
  }

  boolean flag() throws Wrong {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      case null, default -> {
        json.skipChildren();
        throw new Wrong("must be true or false");
      }
    };
  }

  /** Whether an object begins here; a null is none. */
  boolean object() throws Wrong {
    return begins(JsonToken.START_OBJECT, "must be an object");
  }

  /** Whether an array begins here; a null is none. */
  boolean array() throws Wrong {
    return begins(JsonToken.START_ARRAY, "must be an array");
  }

  private boolean begins(JsonToken token, String otherwise) throws Wrong {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return false;
    }
    if (json.currentToken() != token) {
      json.skipChildren();
      throw new Wrong(otherwise);
    }
    return true;
  }
}
