package ai.meterr.cost;

import ai.meterr.usage.Meter;
import java.math.BigDecimal;

/**
 * One line of a receipt: quantity × unit price = amount.
 *
 * @param unitPrice per 1,000,000 tokens; of other units per one
 */
public record Line(Meter meter, BigDecimal quantity, BigDecimal unitPrice, BigDecimal amount) {
  private static final int MILLION = 6;

  /** Multiplies exactly; nothing is rounded. */
  public static Line of(Meter meter, BigDecimal quantity, BigDecimal unitPrice) {
    BigDecimal product = quantity.multiply(unitPrice);
    return new Line(
        meter,
        quantity,
        unitPrice,
        plain(meter.kind().isTokens() ? product.movePointLeft(MILLION) : product));
  }

  /** Equal amounts look equal: no trailing zeros, no exponent. */
  private static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
