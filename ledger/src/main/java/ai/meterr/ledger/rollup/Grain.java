package ai.meterr.ledger.rollup;

import java.time.Duration;

/** Length of a rollup's period. */
public enum Grain {
  /** Kept for {@link #MINUTES_KEPT}. */
  MINUTE,
  /** A quarter of an hour, UTC: every time zone's day is a sum of quarters. */
  QUARTER,
  /** A day in the organization's zone. */
  DAY;

  public static final Duration MINUTES_KEPT = Duration.ofDays(3);

  /**
   * How much longer minutes are still written than they are read, so that nodes whose clocks differ
   * never read a minute that another left out.
   */
  static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
}
