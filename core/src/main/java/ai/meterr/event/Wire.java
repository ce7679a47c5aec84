package ai.meterr.event;

import java.util.Locale;

/**
 * A word of the contract: an enum constant that stands in JSON and in the database in lower case.
 */
public interface Wire {
  String name();

  default String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E> & Wire> E parse(Class<E> type, String wire) {
    for (E constant : type.getEnumConstants()) {
      if (constant.wire().equals(wire)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no " + type.getSimpleName() + " called " + wire);
  }
}
