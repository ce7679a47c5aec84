package ai.meterr.event;

/** Whether a price was found. */
public enum PricingState implements Wire {
  PRICED,
  UNPRICED,
  FREE
}
