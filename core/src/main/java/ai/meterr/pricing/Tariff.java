package ai.meterr.pricing;

import ai.meterr.catalog.ProviderId;
import ai.meterr.money.CurrencyCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one provider charges.
 *
 * @param tiers its words for service tiers
 * @param regions its words for where a call was served
 */
public record Tariff(
    ProviderId provider, CurrencyCode currency, Words tiers, Words regions, List<PriceCard> cards) {

  public Tariff {
    cards = List.copyOf(cards);
    for (PriceCard card : cards) {
      requireKnown(card, card.conditions().tier(), tiers, "tier");
      requireKnown(card, card.conditions().region(), regions, "region");
    }
  }

  private static void requireKnown(
      PriceCard card, @Nullable String name, Words words, String what) {
    if (name != null && !words.names().contains(name)) {
      throw new BadPriceBook(card.place() + ": no " + what + " is called " + name);
    }
  }

  /** Of a provider that has no list prices here. */
  static Tariff none(ProviderId provider) {
    Words none = new Words(Map.of());
    return new Tariff(provider, CurrencyCode.USD, none, none, List.of());
  }
}
