package ai.meterr.money;

import java.math.BigDecimal;

/**
 * An exact amount in one currency. It adds and scales, refuses mixed currencies, and never rounds:
 * rounding is for whoever shows it.
 */
public record Money(BigDecimal amount, CurrencyCode currency) implements Comparable<Money> {

  /** Equal amounts are equal money: trailing zeros are dropped. */
  public Money {
    amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
  }

  public static Money usd(String amount) {
    return new Money(new BigDecimal(amount), CurrencyCode.USD);
  }

  public static Money zero(CurrencyCode currency) {
    return new Money(BigDecimal.ZERO, currency);
  }

  public Money plus(Money other) {
    requireSame(other);
    return new Money(amount.add(other.amount), currency);
  }

  public boolean isZero() {
    return amount.signum() == 0;
  }

  /** The amount as the API shows it: plain decimal notation, no exponent, no trailing zeros. */
  public String toDecimalString() {
    return amount.toPlainString();
  }

  @Override
  public int compareTo(Money other) {
    requireSame(other);
    return amount.compareTo(other.amount);
  }

  @Override
  public String toString() {
    return toDecimalString() + " " + currency;
  }

  private void requireSame(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException("cannot combine " + currency + " with " + other.currency);
    }
  }
}
