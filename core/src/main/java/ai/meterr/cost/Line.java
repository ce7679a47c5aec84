package ai.meterr.cost;

import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of a receipt: quantity × unit price = amount.
 *
 * @param unitPrice per 1,000,000 tokens; of other units per one
 * @param listUnitPrice what the provider's list says in its place; null where {@code unitPrice} is
 *     the list's, or the list has none
 */
public record Line(
    Meter meter,
    BigDecimal quantity,
    BigDecimal unitPrice,
    BigDecimal amount,
    @Nullable BigDecimal listUnitPrice) {
  private static final int MILLION = 6;

  public Line(Meter meter, BigDecimal quantity, BigDecimal unitPrice, BigDecimal amount) {
    this(meter, quantity, unitPrice, amount, null);
  }

  /** Multiplies exactly; nothing is rounded. */
  public static Line of(Meter meter, BigDecimal quantity, BigDecimal unitPrice) {
    return of(meter, quantity, unitPrice, null);
  }

  /** As above, in place of a list price. */
  public static Line of(
      Meter meter, BigDecimal quantity, BigDecimal unitPrice, @Nullable BigDecimal listUnitPrice) {
    return new Line(meter, quantity, unitPrice, amount(meter, quantity, unitPrice), listUnitPrice);
  }

  /** Quantity × unit price, exactly. */
  public static BigDecimal amount(Meter meter, BigDecimal quantity, BigDecimal unitPrice) {
    BigDecimal product = quantity.multiply(unitPrice);
    return plain(meter.kind().isTokens() ? product.movePointLeft(MILLION) : product);
  }

  /** What the list price comes to; the amount itself where it is the list's. */
  public BigDecimal listAmount() {
    return listUnitPrice == null ? amount : amount(meter, quantity, listUnitPrice);
  }

  /** Equal amounts look equal: no trailing zeros, no exponent. */
  private static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
