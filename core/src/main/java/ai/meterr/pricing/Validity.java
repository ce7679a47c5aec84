package ai.meterr.pricing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a price holds; what counts is when the call began.
 *
 * @param from included; null: since ever
 * @param to excluded; null: until further notice
 */
public record Validity(@Nullable Instant from, @Nullable Instant to) {
  public static final Validity ALWAYS = new Validity(null, null);

  public Validity {
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("valid from " + from + " to " + to + ": no time at all");
    }
  }

  public boolean contains(Instant time) {
    return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
  }

  boolean overlaps(Validity other) {
    return startsBefore(other.to) && other.startsBefore(to);
  }

  private boolean startsBefore(@Nullable Instant end) {
    return from == null || end == null || from.isBefore(end);
  }
}
