package ai.meterr.ledger.rollup;

import ai.meterr.usage.Meter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What tells the series of a {@link Line} apart.
 *
 * @param bin of a histogram (see {@link LogBins}); 0 where it is none
 */
public record Measured(Measure measure, int bin) {
  static final Measured EVENT = new Measured(Measure.EVENT, 0);
  static final Measured SUB_CALL = new Measured(Measure.SUB_CALL, 0);

  /** There are some fifty meters. */
  private static final Map<Meter, Measured> OF_METERS = new ConcurrentHashMap<>();

  static Measured of(Meter meter) {
    return OF_METERS.computeIfAbsent(meter, named -> new Measured(Measure.of(named), 0));
  }
}
