package ai.meterr.pricing;

import ai.meterr.cost.PriceRef;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prices that were read together: for the same models, under the same conditions, for the same
 * time, from the same source.
 *
 * @param place where it is written, {@code openai.yaml:12}, for messages
 * @param models each of them is priced alike
 * @param rates per 1,000,000 tokens, of other units per one; none, and no discount: free of charge
 * @param discount off the list price; null: none
 * @param ref how receipts name it; its id is unique in the book
 */
public record PriceCard(
    String place,
    List<ModelMatch> models,
    Conditions conditions,
    Validity validity,
    Map<Meter, BigDecimal> rates,
    Terms.@Nullable Discount discount,
    PriceRef ref) {

  public PriceCard(
      String place,
      List<ModelMatch> models,
      Conditions conditions,
      Validity validity,
      Map<Meter, BigDecimal> rates,
      PriceRef ref) {
    this(place, models, conditions, validity, rates, null, ref);
  }

  public PriceCard {
    models = List.copyOf(models);
    rates = Map.copyOf(rates);
    if (models.isEmpty()) {
      throw new BadPriceBook(place + ": names no model");
    }
    rates.forEach(
        (meter, rate) -> {
          if (rate.signum() < 0) {
            throw new BadPriceBook(place + ": the price of " + meter + " is negative");
          }
        });
  }

  /** Rates of all meters that have one: the price of output is that of reasoning too. */
  Map<Meter, BigDecimal> covered() {
    Map<Meter, BigDecimal> covered = new HashMap<>(rates);
    rates.forEach(
        (meter, rate) -> {
          if (meter.kind() == MeterKind.OUTPUT) {
            covered.putIfAbsent(new Meter(MeterKind.REASONING, meter.modality()), rate);
          }
        });
    return covered;
  }

  boolean isFree() {
    return rates.isEmpty() && discount == null;
  }
}
