package ai.meterr.sandbox;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is to go wrong with one call. Several may be asked for at once: {@code gzip,slow-chunk:20}.
 */
record Faults(Map<Kind, Long> kinds) {
  static final Faults NONE = new Faults(Map.of());

  enum Kind {
    /** {@code error-429}: that status in the API's own error shape. */
    ERROR,
    /** {@code slow-head:MS}: so many milliseconds before the head. */
    SLOW_HEAD,
    /** {@code slow-chunk:MS}: so many before each piece of the body. */
    SLOW_CHUNK,
    /** The connection is cut before any byte of the answer. */
    HANG_UP,
    /** The connection is cut in the middle of the body. */
    HANG_UP_MID,
    /** The answer tells no usage. */
    NO_USAGE,
    /** A stream breaks off with an error event under status 200; a plain answer is an error 500. */
    ERROR_MID,
    /** The answer is gzipped, asked or not. */
    GZIP,
    /** {@code big:BYTES}: the text of the answer has so many bytes and comes without pauses. */
    BIG,
    /** No answer, ever. */
    STALL
  }

  Faults {
    kinds = Map.copyOf(kinds);
  }

  static Faults parse(List<String> orders) {
    Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
    for (String order : orders) {
      for (String one : order.split("[,+]", -1)) {
        if (!one.isBlank()) {
          add(kinds, one.strip());
        }
      }
    }
    return new Faults(kinds);
  }

  private static void add(Map<Kind, Long> kinds, String fault) {
    if (fault.startsWith("error-") && !fault.equals("error-mid")) {
      long status = BadOrder.number(fault.substring("error-".length()));
      if (status < 400 || status > 599) {
        throw new BadOrder("error-NNN is for 400 to 599: " + fault);
      }
      kinds.put(Kind.ERROR, status);
      return;
    }
    int colon = fault.indexOf(':');
    String name = colon < 0 ? fault : fault.substring(0, colon);
    long value = colon < 0 ? 0 : BadOrder.number(fault.substring(colon + 1));
    kinds.put(
        switch (name) {
          case "slow-head" -> Kind.SLOW_HEAD;
          case "slow-chunk" -> Kind.SLOW_CHUNK;
          case "hang-up" -> Kind.HANG_UP;
          case "hang-up-mid" -> Kind.HANG_UP_MID;
          case "no-usage" -> Kind.NO_USAGE;
          case "error-mid" -> Kind.ERROR_MID;
          case "gzip" -> Kind.GZIP;
          case "big" -> Kind.BIG;
          case "stall" -> Kind.STALL;
          default -> throw new BadOrder("the sandbox knows no fault " + name);
        },
        value);
  }

  boolean has(Kind kind) {
    return kinds.containsKey(kind);
  }

  /** The number behind the fault's name; zero where it is not asked for. */
  long value(Kind kind) {
    return kinds.getOrDefault(kind, 0L);
  }

  Duration pause(Kind kind) {
    return Duration.ofMillis(value(kind));
  }
}
