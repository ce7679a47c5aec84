package ai.meterr.control.query;

import ai.meterr.control.answer.Problem;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request, decoded. Everything that cannot be read, and every name that the
 * operation does not have, is a {@link Problem}.
 */
public final class Parameters {
  /** Years that storage and arithmetic can take without a thought. */
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** An offset whose {@code +} was sent unescaped, and so arrives as a space. */
  private static final Pattern LOST_PLUS = Pattern.compile(" (?=\\d\\d:\\d\\d$)");

  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * @param query as it stands in the request's line, without the question mark; may be empty
   * @param known the names that the operation has
   */
  public static Parameters read(String query, Set<String> known) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<Problem.Fault> unknown = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (!known.contains(name)) {
        unknown.add(
            new Problem.Fault(shown(name), "is not a parameter here; there are " + names(known)));
        continue;
      }
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (value.chars().anyMatch(Character::isISOControl)) {
        throw Problem.parameter(name, "has a control character");
      }
      values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }
    if (!unknown.isEmpty()) {
      throw Problem.parameters(unknown.subList(0, Math.min(unknown.size(), 10)));
    }
    return new Parameters(values);
  }

  /** Decodes a component of a URI; a space may be written as {@code +}. */
  private static String decode(String text) {
    try {
      String decoded = URLDecoder.decode(text, StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(decoded.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw Problem.of(Problem.Kind.BAD_PARAMETER, "the address is not percent-encoded UTF-8");
    }
  }

  /** Decodes a part of a path, where a {@code +} is a plus. */
  public static String inPath(String text) {
    return decode(text.replace("+", "%2B"));
  }

  private static String shown(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64) + "…";
  }

  private static String names(Set<String> known) {
    return known.isEmpty() ? "none" : String.join(", ", known.stream().sorted().toList());
  }

  /** All values in their order; empty where the parameter was not sent. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The value, which must not be empty; null where the parameter was not sent. */
  public @Nullable String one(String name, int lengthMax) {
    List<String> all = all(name);
    if (all.isEmpty()) {
      return null;
    }
    if (all.size() > 1) {
      throw Problem.parameter(name, "is given more than once");
    }
    String value = all.getFirst();
    if (value.isEmpty()) {
      throw Problem.parameter(name, "is empty");
    }
    if (value.length() > lengthMax) {
      throw Problem.parameter(name, "is longer than " + lengthMax + " characters");
    }
    return value;
  }

  public @Nullable Instant instant(String name) {
    String value = one(name, 64);
    if (value == null) {
      return null;
    }
    Instant instant;
    try {
      instant = OffsetDateTime.parse(LOST_PLUS.matcher(value).replaceFirst("+")).toInstant();
    } catch (DateTimeException e) {
      throw Problem.parameter(
          name, "is not an RFC 3339 time with an offset, such as 2026-08-01T00:00:00Z");
    }
    if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
      throw Problem.parameter(name, "lies outside the years 1970 to 2199");
    }
    return instant;
  }

  public Instant requiredInstant(String name) {
    Instant instant = instant(name);
    if (instant == null) {
      throw Problem.parameter(name, "is required");
    }
    return instant;
  }

  public int integer(String name, int min, int max, int otherwise) {
    String value = one(name, 16);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException noNumber) {
      // the same answer as for a number out of range
    }
    throw Problem.parameter(name, "is not a whole number from " + min + " to " + max);
  }
}
