package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Percentiles;
import ai.meterr.ledger.rollup.LogBins;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counts by bin of {@link LogBins}; only those between the first and the last bin are kept. */
final class Histogram {
  private static final Duration ALMOST_A_MILLISECOND = Duration.ofNanos(999_999);
  private static final int ROOM = 8;
  private static final long[] EMPTY = {};

  /** The bin of the first count. */
  private int first;

  private long[] counts = EMPTY;

  void add(int bin, long count) {
    if (bin < first || bin >= first + counts.length) {
      include(bin);
    }
    counts[bin - first] = Math.addExact(counts[bin - first], count);
  }

  private void include(int bin) {
    if (counts.length == 0) {
      first = Math.max(0, bin - ROOM);
      counts = new long[2 * ROOM];
    } else if (bin < first) {
      int before = Math.min(first, first - bin + counts.length);
      long[] wider = new long[before + counts.length];
      System.arraycopy(counts, 0, wider, before, counts.length);
      first -= before;
      counts = wider;
    } else {
      counts = Arrays.copyOf(counts, Math.max(bin - first + 1, 2 * counts.length));
    }
  }

  void add(Histogram other) {
    for (int i = 0; i < other.counts.length; i++) {
      if (other.counts[i] != 0) {
        add(other.first + i, other.counts[i]);
      }
    }
  }

  /** Null where nothing was counted. */
  @Nullable Percentiles percentiles() {
    long count = 0;
    for (long one : counts) {
      count = Math.addExact(count, one);
    }
    return count <= 0 ? null : new Percentiles(at(count, 50), at(count, 95), at(count, 99));
  }

  /** Milliseconds, a begun one counted in full, that so many percent lie at or below. */
  private long at(long count, int percent) {
    long wanted = Math.ceilDiv(Math.multiplyExact(count, percent), 100L);
    long below = 0;
    int bin = first - 1;
    while (below < wanted) {
      bin++;
      below += counts[bin - first];
    }
    return LogBins.upperEdge(bin).plus(ALMOST_A_MILLISECOND).toMillis();
  }
}
