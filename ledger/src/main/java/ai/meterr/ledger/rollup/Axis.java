package ai.meterr.ledger.rollup;

import ai.meterr.event.UsageEvent;
import ai.meterr.event.Wire;
import ai.meterr.ledger.report.Dimension;
import java.util.EnumMap;
import java.util.Map;
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
  /** The price book's row, which names the conditions: what a later price is applied by. */
  PRICE,
  /** One tag as {@code key=value}. */
  TAG;

  /** The axis of a dimension; null for {@link Dimension#STATUS}, which every cube has. */
  public static @Nullable Axis of(Dimension dimension) {
    return dimension == Dimension.STATUS ? null : valueOf(dimension.name());
  }

  /** What an event says on each axis, tags left out; what is not told is not in it. */
  public static Map<Axis, String> valuesOf(UsageEvent event) {
    Map<Axis, String> values = new EnumMap<>(Axis.class);
    put(values, PROVIDER, event.provider().name());
    put(values, MODEL, event.model() == null ? null : event.model().name());
    put(values, PROJECT, event.attribution().project());
    put(values, TEAM, event.attribution().team());
    put(values, USER, event.attribution().user());
    put(values, KEY, event.attribution().key());
    put(values, SESSION, event.attribution().session());
    put(values, FEATURE, event.attribution().feature());
    put(values, ENVIRONMENT, event.attribution().environment());
    put(values, OPERATION, event.operation().wire());
    put(values, SERVICE_TIER, event.serviceTier());
    put(values, PRICE, event.price() == null ? null : event.price().id());
    return values;
  }

  private static void put(Map<Axis, String> values, Axis axis, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      values.put(axis, value);
    }
  }
}
