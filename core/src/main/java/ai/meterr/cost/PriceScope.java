package ai.meterr.cost;

import java.util.Locale;

/** Whose price it is. Of two that hold, the later one here applies. */
public enum PriceScope {
  /** The provider's list price, as the price book has it. */
  CATALOG,
  /** The organization's own figure. */
  ORGANIZATION,
  /** Agreed on between the organization and the provider. */
  CONTRACT;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** The name in JSON and in storage. */
  public String wire() {
    return wire;
  }

  /**
   * @throws IllegalArgumentException where no scope is called so
   */
  public static PriceScope fromWire(String wire) {
    for (PriceScope scope : values()) {
      if (scope.wire.equals(wire)) {
        return scope;
      }
    }
    throw new IllegalArgumentException("no price scope called " + wire);
  }
}
