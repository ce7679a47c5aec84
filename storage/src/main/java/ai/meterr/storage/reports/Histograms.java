package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Percentiles;
import ai.meterr.ledger.rollup.Measure;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.sealed.Measured;
import org.jspecify.annotations.Nullable;

/**
 * The histograms of one group.
 *
 * @param latency of whole calls
 * @param firstToken of the time to the first token
 */
record Histograms(Histogram latency, Histogram firstToken) {

  /** Adds cells of {@code Cube.LATENCY}, whatever their status; a column is a measure and a bin. */
  static final Adding<Histograms> ADDING =
      new Adding<>() {
        @Override
        public Histograms none() {
          return new Histograms(new Histogram(), new Histogram());
        }

        @Override
        public int column(
            String status, Measured measured, String currency, int quantityScale, int amountScale) {
          if (quantityScale != 0) {
            throw new IllegalStateException("a histogram holds a part of an event");
          }
          if (measured.measure().equals(Measure.LATENCY.name())) {
            return 2 * measured.bin();
          }
          if (measured.measure().equals(Measure.TIME_TO_FIRST_TOKEN.name())) {
            return 2 * measured.bin() + 1;
          }
          throw new IllegalStateException("no histogram is made of " + measured.measure());
        }

        @Override
        public void add(Histograms sums, int column, long quantity, long amount) {
          ((column & 1) == 0 ? sums.latency : sums.firstToken).add(column >> 1, quantity);
        }

        @Override
        public void add(Histograms sums, int column, Total total) {
          add(sums, column, total.quantity().longValueExact(), 0);
        }

        @Override
        public void add(Histograms sums, Histograms others) {
          sums.latency.add(others.latency);
          sums.firstToken.add(others.firstToken);
        }
      };

  static @Nullable Percentiles latency(@Nullable Histograms of) {
    return of == null ? null : of.latency.percentiles();
  }

  static @Nullable Percentiles firstToken(@Nullable Histograms of) {
    return of == null ? null : of.firstToken.percentiles();
  }
}
