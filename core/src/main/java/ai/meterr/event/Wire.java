package ai.meterr.event;

/**
 * A word of the contract: an enum constant that stands in JSON and in the database in lower case.
 */
public interface Wire {
  String name();

  int ordinal();

  Class<?> getDeclaringClass();

  default String wire() {
    return WireWords.of(getDeclaringClass()).word(ordinal());
  }

  static <E extends Enum<E> & Wire> E parse(Class<E> type, String wire) {
    Object constant = WireWords.of(type).constant(wire);
    if (constant == null) {
      throw new IllegalArgumentException("no " + type.getSimpleName() + " called " + wire);
    }
    return type.cast(constant);
  }
}
