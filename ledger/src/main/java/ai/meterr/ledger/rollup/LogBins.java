package ai.meterr.ledger.rollup;

import java.time.Duration;

/**
 * Bins of a histogram of durations that can be added: each is 2^(1/8), i.e. 9 %, wider than the one
 * before. Bin 1 holds all up to 1 ms, the last one all above its lower edge.
 */
public final class LogBins {
  private static final int PER_DOUBLING = 8;

  /** About 36 hours: longer than any stream may last. */
  static final int LAST = 1 + 27 * PER_DOUBLING;

  private LogBins() {}

  public static int of(Duration duration) {
    long micros = duration.isNegative() ? 0 : duration.toNanos() / 1_000;
    if (micros <= 1_000) {
      return 1;
    }
    int bin = 1 + (int) Math.ceil(Math.log(micros / 1_000.0) / Math.log(2) * PER_DOUBLING);
    return Math.min(bin, LAST);
  }

  /** Upper edge of a bin, included, in milliseconds. */
  public static double upperEdgeMillis(int bin) {
    return Math.pow(2, (bin - 1) / (double) PER_DOUBLING);
  }
}
