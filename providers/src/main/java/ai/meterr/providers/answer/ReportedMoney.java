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
   * What a router charges for a call, in the form of OpenRouter's usage. With a key of one's own it
   * charges its fee and the model's provider the rest. Null where it says nothing.
   */
  public static @Nullable Money ofRouter(Picked usage) {
    Money charged = usd(usage.at("cost"));
    if (!usage.at("is_byok").isTrue()) {
      return charged;
    }
    Money upstream = usd(usage.at("cost_details").at("upstream_inference_cost"));
    return upstream == null || charged == null ? upstream : upstream.plus(charged);
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
