package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Percentiles;
import ai.meterr.ledger.rollup.LogBins;
import ai.meterr.ledger.rollup.Measure;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Percentiles of the histograms that sums of {@code Cube.LATENCY} hold. */
final class Histograms {
  private static final Duration ALMOST_A_MILLISECOND = Duration.ofNanos(999_999);

  private Histograms() {}

  /** Null where nothing was counted. */
  static @Nullable Percentiles of(@Nullable GroupSums sums, Kinds kinds, Measure measure) {
    if (sums == null) {
      return null;
    }
    SortedMap<Integer, Long> bins = new TreeMap<>();
    sums.forEach(
        kinds,
        (kind, total) -> {
          if (kind.measured().measure().equals(measure.name())) {
            bins.merge(kind.measured().bin(), total.quantity().longValueExact(), Long::sum);
          }
        });
    long count = bins.values().stream().mapToLong(Long::longValue).sum();
    return count <= 0
        ? null
        : new Percentiles(at(bins, count, 50), at(bins, count, 95), at(bins, count, 99));
  }

  /** Milliseconds, a begun one counted in full, that so many percent lie at or below. */
  private static long at(SortedMap<Integer, Long> bins, long count, int percent) {
    long wanted = Math.ceilDiv(Math.multiplyExact(count, percent), 100L);
    long below = 0;
    int bin = bins.firstKey();
    for (var one : bins.entrySet()) {
      bin = one.getKey();
      below += one.getValue();
      if (below >= wanted) {
        break;
      }
    }
    return LogBins.upperEdge(bin).plus(ALMOST_A_MILLISECOND).toMillis();
  }
}
