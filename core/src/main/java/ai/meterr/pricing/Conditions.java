package ai.meterr.pricing;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of a call for a price to hold. Cache lifetime and modality are no conditions:
 * they are told by the meter.
 *
 * @param tier our name of the service tier ({@link Tariff#tiers()}); null: it does not matter
 * @param region our name of the region ({@link Tariff#regions()}); null: it does not matter
 * @param context {@link ContextBand#ANY}: it does not matter
 * @param hours of the week, by when the call began; null: they do not matter
 */
public record Conditions(
    @Nullable String tier,
    @Nullable String region,
    ContextBand context,
    @Nullable WeeklyHours hours) {
  public static final Conditions NONE = new Conditions(null, null, ContextBand.ANY, null);

  /** How many there are: of two prices that hold, the one with more conditions applies. */
  int count() {
    return (tier == null ? 0 : 1)
        + (region == null ? 0 : 1)
        + (context.isAny() ? 0 : 1)
        + (hours == null ? 0 : 1);
  }

  boolean hold(Circumstances call) {
    return (tier == null || tier.equals(call.tier()))
        && (region == null || region.equals(call.region()))
        && context.contains(call.inputTokens())
        && (hours == null || hours.contains(call.time()));
  }

  boolean overlap(Conditions other) {
    return compatible(tier, other.tier)
        && compatible(region, other.region)
        && context.overlaps(other.context)
        && (hours == null || other.hours == null || hours.overlaps(other.hours));
  }

  private static boolean compatible(@Nullable String one, @Nullable String other) {
    return one == null || other == null || Objects.equals(one, other);
  }

  /**
   * What is true of one call.
   *
   * @param tier our name of its tier; null where the provider's word has no meaning in the tariff
   * @param region likewise
   * @param inputTokens all that the model was given to read
   * @param time when it began
   */
  record Circumstances(
      @Nullable String tier, @Nullable String region, long inputTokens, Instant time) {}
}
