package ai.meterr.pricing;

import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an organization's own price says. */
public sealed interface Terms {

  /** Figures of its own, per 1,000,000 tokens, of other units per one; none of a discount. */
  SortedMap<Meter, BigDecimal> rates();

  /**
   * Figures of its own; of meters that it does not name the list price holds.
   *
   * @param rates per 1,000,000 tokens, of other units per one; not empty
   */
  record Fixed(SortedMap<Meter, BigDecimal> rates) implements Terms {
    public Fixed {
      rates = Collections.unmodifiableSortedMap(new TreeMap<>(rates));
      if (rates.isEmpty()) {
        throw new BadPriceBook("has no price");
      }
    }

    public static Fixed of(Map<Meter, BigDecimal> rates) {
      return new Fixed(new TreeMap<>(rates));
    }
  }

  /**
   * So much less than the list price, of every meter that has one.
   *
   * @param percent more than 0, at most 100
   */
  record Discount(BigDecimal percent) implements Terms {
    public static final BigDecimal PERCENT_MAX = BigDecimal.valueOf(100);

    public Discount {
      if (percent.signum() <= 0 || percent.compareTo(PERCENT_MAX) > 0) {
        throw new BadPriceBook("a discount is more than 0 and at most 100 percent");
      }
    }

    @Override
    public SortedMap<Meter, BigDecimal> rates() {
      return Collections.emptySortedMap();
    }

    /** Exact: nothing is rounded. */
    public BigDecimal of(BigDecimal listPrice) {
      return listPrice.multiply(PERCENT_MAX.subtract(percent)).movePointLeft(2);
    }
  }
}
