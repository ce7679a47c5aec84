package ai.meterr.ledger.rollup;

import ai.meterr.usage.Meter;

/**
 * What a line counts.
 *
 * @param name stands in storage; a meter's own name, or one of the constants
 */
public record Measure(String name) {
  /** Quantity: events. Amount: their cost, that of their sub-calls left out. */
  public static final Measure EVENT = new Measure("event");

  /** Quantity: sub-calls. Amount: their cost. Booked under the model that they were made to. */
  public static final Measure SUB_CALL = new Measure("sub_call");

  /** A histogram; quantity: events in the bin, milliseconds. */
  public static final Measure LATENCY = new Measure("latency_ms");

  /** Likewise. */
  public static final Measure TIME_TO_FIRST_TOKEN = new Measure("time_to_first_token_ms");

  /** Quantity: in the meter's unit. Amount: what the receipts' lines of it came to. */
  public static Measure of(Meter meter) {
    return new Measure(meter.name());
  }
}
