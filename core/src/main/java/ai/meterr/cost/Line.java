package ai.meterr.cost;

import ai.meterr.usage.Meter;
import java.math.BigDecimal;

/**
 * One line of a receipt: quantity × unit price = amount.
 *
 * @param unitPrice per 1,000,000 tokens; of other units per one
 */
public record Line(Meter meter, BigDecimal quantity, BigDecimal unitPrice, BigDecimal amount) {}
