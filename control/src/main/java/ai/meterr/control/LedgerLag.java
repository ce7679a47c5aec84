package ai.meterr.control;

import java.time.Duration;

/**
 * How far sums are behind what has been recorded.
 *
 * @param age of the oldest record that is not in the sums; zero where there is none
 * @param bytes of the journal that are not in the sums
 */
public record LedgerLag(Duration age, long bytes) {}
