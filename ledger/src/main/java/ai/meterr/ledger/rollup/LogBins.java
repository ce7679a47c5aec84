package ai.meterr.ledger.rollup;

import java.time.Duration;
import java.util.Arrays;

/**
 * Bins of a histogram of durations that can be added: each is an eighth of a doubling, i.e. 9 %,
 * wider than the one before. Bin 1 holds all up to 1 ms, the last one all above its lower edge.
 */
public final class LogBins {
  /** 2^(n/8), in millionths. */
  private static final long[] EIGHTHS = {
    1_000_000, 1_090_508, 1_189_207, 1_296_840, 1_414_214, 1_542_211, 1_681_793, 1_834_008
  };

  /** Up to 37 hours: longer than any stream may last. */
  private static final int DOUBLINGS = 27;

  /** Upper edges, included, in microseconds; that of bin 1 stands first. */
  private static final long[] EDGES = edges();

  static final int LAST = EDGES.length;

  private LogBins() {}

  private static long[] edges() {
    long[] edges = new long[DOUBLINGS * EIGHTHS.length + 1];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = (EIGHTHS[i % EIGHTHS.length] << (i / EIGHTHS.length)) / 1_000;
    }
    return edges;
  }

  public static int of(Duration duration) {
    if (duration.compareTo(upperEdge(LAST)) >= 0) {
      return LAST;
    }
    int at = Arrays.binarySearch(EDGES, Math.ceilDiv(duration.toNanos(), 1_000L));
    return (at >= 0 ? at : -at - 1) + 1;
  }

  /** Upper edge of a bin, included; the last one has none above it. */
  public static Duration upperEdge(int bin) {
    return Duration.ofNanos(EDGES[bin - 1] * 1_000);
  }
}
