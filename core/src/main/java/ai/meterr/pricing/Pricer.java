package ai.meterr.pricing;

import ai.meterr.cost.CostResult;

/**
 * Prices a charge: a pure function of its argument and of the book behind it. Never throws for what
 * it does not know: that is {@link CostResult.Unpriced}.
 */
@FunctionalInterface
public interface Pricer {
  CostResult price(Charge charge);
}
