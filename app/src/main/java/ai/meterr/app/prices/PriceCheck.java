package ai.meterr.app.prices;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.cost.CostResult;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.PriceCard;
import ai.meterr.pricing.Tariff;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether each name of a price book gets a price where its cards say so. That prices overlap or
 * leave a gap in time is refused when a book is read.
 */
public final class PriceCheck {
  private final PriceBook book;
  private final Instant now;

  public PriceCheck(PriceBook book, Instant now) {
    this.book = book;
    this.now = now;
  }

  /** One line for each name, meter and card that leads to no price; none: all is well. */
  public List<String> unresolved() {
    List<String> problems = new ArrayList<>();
    for (Tariff tariff : book.tariffs()) {
      for (PriceCard card : tariff.cards()) {
        for (ModelMatch match : card.models()) {
          for (Meter meter : card.rates().keySet()) {
            if (price(tariff, card, match, meter) instanceof CostResult.Unpriced unpriced) {
              problems.add(card.place() + ": " + meter + " of " + match + ": " + unpriced.detail());
            }
          }
        }
      }
    }
    return problems;
  }

  /** One unit of the meter on top of as much input as the card's band asks for. */
  private CostResult price(Tariff tariff, PriceCard card, ModelMatch match, Meter meter) {
    Conditions conditions = card.conditions();
    Meter input = meter.kind().isInputSide() ? meter : Meter.INPUT;
    Usage.Builder usage = Usage.builder().add(meter, 1).add(input, conditions.context().from());
    return book.price(
        new Charge(
            tariff.provider(),
            null,
            new ModelId(match.literal() + (match instanceof ModelMatch.Prefix ? "x" : "")),
            Operation.CHAT,
            conditions.tier(),
            conditions.region(),
            usage.build(),
            List.of(),
            time(card)));
  }

  private Instant time(PriceCard card) {
    Instant from = card.validity().from();
    Instant to = card.validity().to();
    return from != null ? from : to != null ? to.minusNanos(1) : now;
  }
}
