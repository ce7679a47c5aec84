package ai.meterr.ledger.rollup;

import java.math.BigDecimal;

/** What a cell holds: a quantity, and an amount of money in the series' currency. Exact. */
public record Total(BigDecimal quantity, BigDecimal amount) {
  public static final Total ZERO = new Total(BigDecimal.ZERO, BigDecimal.ZERO);

  public Total plus(Total other) {
    return new Total(quantity.add(other.quantity), amount.add(other.amount));
  }

  public Total negated() {
    return new Total(quantity.negate(), amount.negate());
  }

  /** Whether both are worth the same, whatever their trailing zeros. */
  public boolean sameAs(Total other) {
    return quantity.compareTo(other.quantity) == 0 && amount.compareTo(other.amount) == 0;
  }
}
