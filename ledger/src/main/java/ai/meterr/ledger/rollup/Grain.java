package ai.meterr.ledger.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Length of a rollup's period. */
public enum Grain {
  /** Kept for {@link #MINUTES_KEPT}. */
  MINUTE,
  /** A quarter of an hour, UTC: every time zone's day is a sum of quarters. Kept 13 months. */
  QUARTER,
  /** A day in the organization's zone; as weeks and months, the sum of its quarters. For ever. */
  DAY,
  /** From Monday. */
  WEEK,
  MONTH;

  public static final Duration MINUTES_KEPT = Duration.ofDays(3);

  /** Months of quarters that are kept beside the one that has begun, in UTC. */
  private static final int QUARTERS_KEPT_MONTHS = 13;

  /**
   * How much longer minutes are still written than they are read, so that nodes whose clocks differ
   * never read a minute that another left out.
   */
  static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  /** Whether a period of this length that begins at an instant is kept. */
  public boolean keeps(Instant starts, Instant now) {
    return switch (this) {
      case MINUTE -> !starts.isBefore(now.minus(MINUTES_KEPT));
      case QUARTER -> !starts.isBefore(quartersSince(now));
      case DAY, WEEK, MONTH -> true;
    };
  }

  /** The first quarter that can be asked for: a month begins with it. */
  public static Instant quartersSince(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC)
        .withDayOfMonth(1)
        .minusMonths(QUARTERS_KEPT_MONTHS)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }
}
