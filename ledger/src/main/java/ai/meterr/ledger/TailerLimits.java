package ai.meterr.ledger;

import java.time.Duration;

/**
 * How the tailer makes transactions of records.
 *
 * @param entriesMax entries in one transaction
 * @param company how long the first record of a transaction waits for others
 * @param retryMin pause after the first failure; it doubles with each further one
 * @param retryMax pause that is not exceeded
 */
public record TailerLimits(int entriesMax, Duration company, Duration retryMin, Duration retryMax) {
  public static final TailerLimits USUAL =
      new TailerLimits(5_000, Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofSeconds(5));

  public TailerLimits {
    if (entriesMax <= 0 || retryMin.isNegative() || retryMax.compareTo(retryMin) < 0) {
      throw new IllegalArgumentException("the tailer's limits contradict each other");
    }
  }
}
