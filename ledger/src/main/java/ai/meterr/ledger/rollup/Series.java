package ai.meterr.ledger.rollup;

import ai.meterr.event.Status;
import ai.meterr.money.CurrencyCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a cube.
 *
 * @param values per axis; what is not told is not in it
 * @param currency of the amount; null where no amount is known
 * @param bin of a histogram (see {@link LogBins}); 0 where it is none
 */
public record Series(
    Cube cube,
    Map<Axis, String> values,
    Status status,
    Measure measure,
    @Nullable CurrencyCode currency,
    int bin) {
  public Series {
    values = Map.copyOf(values);
  }
}
