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
  private long count;

  void add(int bin, long more) {
    if (bin < first || bin >= first + counts.length) {
      include(bin);
    }
    counts[bin - first] = Math.addExact(counts[bin - first], more);
    count = Math.addExact(count, more);
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
    if (count <= 0) {
      return null;
    }
    long wanted50 = part(50);
    long wanted95 = part(95);
    long wanted99 = part(99);
    int bin50 = 0;
    int bin95 = 0;
    long below = 0;
    for (int i = 0; ; i++) {
      below += counts[i];
      if (below >= wanted50 && bin50 == 0) {
        bin50 = first + i;
      }
      if (below >= wanted95 && bin95 == 0) {
        bin95 = first + i;
      }
      if (below >= wanted99) {
        return new Percentiles(millis(bin50), millis(bin95), millis(first + i));
      }
    }
  }

  private long part(int percent) {
    return Math.ceilDiv(Math.multiplyExact(count, percent), 100L);
  }

  /** Of a bin's upper edge; a begun one counted in full. */
  private static long millis(int bin) {
    return LogBins.upperEdge(bin).plus(ALMOST_A_MILLISECOND).toMillis();
  }
}
