package ai.meterr.cost;

import ai.meterr.money.Money;
import java.util.List;
import java.util.Locale;

/** What a usage costs. A failed calculation is never zero. */
public sealed interface CostResult {

  /** The total is the exact sum of the lines and of the lines of all sub-calls. */
  record Priced(Money total, List<Line> lines, PriceRef price, List<PricedSubCall> subCalls)
      implements CostResult {
    public Priced {
      lines = List.copyOf(lines);
      subCalls = List.copyOf(subCalls);
    }
  }

  /** The price book says that this is free of charge. */
  record Free(PriceRef price) implements CostResult {}

  record Unpriced(Why why, String detail) implements CostResult {}

  enum Why {
    NO_SUCH_MODEL,
    NO_PRICE_AT_THAT_TIME,
    /**
     * A tier, region or other condition that the book has no row for: the base price is not
     * guessed.
     */
    CONDITION_NOT_KNOWN,
    /** Something was consumed that the model's price does not name. */
    METER_NOT_PRICED;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The word in notes and in JSON. */
    public String wire() {
      return wire;
    }
  }
}
