package ai.meterr.ledger.rollup;

import ai.meterr.event.UsageEvent;
import ai.meterr.event.Wire;
import ai.meterr.ledger.report.Dimension;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a cube can be told apart by. Everything that can be asked for, except the status
 * (which every line has), and two more: the price that was used and single tags.
 */
public enum Axis implements Wire {
  PROVIDER,
  MODEL,
  PROJECT,
  TEAM,
  USER,
  KEY,
  SESSION,
  FEATURE,
  ENVIRONMENT,
  OPERATION,
  SERVICE_TIER,
  /** The row that was used, and the list price behind it, which names the conditions. */
  PRICE,
  /** One tag as {@code key=value}. */
  TAG;

  /** The axis of a dimension; null for {@link Dimension#STATUS}, which every cube has. */
  public static @Nullable Axis of(Dimension dimension) {
    return dimension == Dimension.STATUS ? null : valueOf(dimension.name());
  }

  /** How many there are. */
  static final int COUNT = values().length;

  /**
   * What an event says on each axis, by its ordinal, tags left out; null where it tells nothing.
   */
  public static @Nullable String[] toldBy(UsageEvent event) {
    @Nullable String[] told = new @Nullable String[COUNT];
    put(told, PROVIDER, event.provider().name());
    put(told, MODEL, event.model() == null ? null : event.model().name());
    put(told, PROJECT, event.attribution().project());
    put(told, TEAM, event.attribution().team());
    put(told, USER, event.attribution().user());
    put(told, KEY, event.attribution().key());
    put(told, SESSION, event.attribution().session());
    put(told, FEATURE, event.attribution().feature());
    put(told, ENVIRONMENT, event.attribution().environment());
    put(told, OPERATION, event.operation().wire());
    put(told, SERVICE_TIER, event.serviceTier());
    put(told, PRICE, event.price() == null ? null : event.price().key());
    return told;
  }

  private static void put(@Nullable String[] told, Axis axis, @Nullable String value) {
    told[axis.ordinal()] = value == null || value.isEmpty() ? null : value;
  }
}
