package ai.meterr.providers.answer;

import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.providers.json.Picked;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Money as providers state it in a usage object: JSON numbers of US dollars, or parts of them. */
public final class ReportedMoney {
  /** What is larger, or finer, is no price of a call. */
  private static final BigDecimal USD_MAX = BigDecimal.valueOf(1_000_000_000);

  private static final int DIGITS_MAX = 40;

  private ReportedMoney() {}

  /** Null where it is no amount. */
  public static @Nullable Money usd(Picked amount) {
    return usd(amount, 0);
  }

  /**
   * Null where it is no amount.
   *
   * @param digits 10: the amount is in units of 1e-10 US dollars
   */
  public static @Nullable Money usd(Picked amount, int digits) {
    BigDecimal number = amount.number();
    if (number == null
        || number.signum() < 0
        || number.precision() > DIGITS_MAX
        || Math.abs(number.scale()) > DIGITS_MAX
        || number.movePointLeft(digits).compareTo(USD_MAX) > 0) {
      return null;
    }
    return new Money(number.movePointLeft(digits), CurrencyCode.USD);
  }
}
