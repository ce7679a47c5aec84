package ai.meterr.control;

import ai.meterr.access.Deed;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.PriceRef;
import ai.meterr.money.CurrencyCode;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ContextBand;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.PriceCard;
import ai.meterr.pricing.PriceKeeping;
import ai.meterr.pricing.Tariff;
import ai.meterr.pricing.Validity;
import ai.meterr.pricing.Words;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Own prices in memory, and a small list. */
final class MemoryPrices implements PriceKeeping {
  static final PriceBook LIST =
      new PriceBook(
          List.of(
              new Tariff(
                  ProviderId.OPENAI,
                  CurrencyCode.USD,
                  new Words(Map.of("standard", List.of(Words.NOT_TOLD), "batch", List.of("batch"))),
                  new Words(Map.of()),
                  List.of(
                      card("a", "standard", ContextBand.upTo(200_000), Validity.ALWAYS, "2"),
                      card("a", "standard", ContextBand.over(200_000), Validity.ALWAYS, "4"),
                      card("a", "batch", ContextBand.ANY, Validity.ALWAYS, "1"),
                      card("b", "standard", ContextBand.ANY, ended(), "3"),
                      card("c*", "standard", ContextBand.ANY, Validity.ALWAYS, "5")))));

  private final Map<OrganizationId, List<Kept>> prices = new HashMap<>();
  private long made;

  private static Validity ended() {
    return new Validity(null, Instant.parse("2026-01-01T00:00:00Z"));
  }

  private static PriceCard card(
      String model, String tier, ContextBand band, Validity validity, String input) {
    ModelMatch match =
        model.endsWith("*")
            ? new ModelMatch.Prefix(model.substring(0, 1))
            : new ModelMatch.Exact(model);
    return new PriceCard(
        "test",
        List.of(match),
        new Conditions(tier, null, band, null),
        validity,
        Map.of(Meter.INPUT, new BigDecimal(input)),
        new PriceRef(
            model + "/" + tier + "/" + band,
            "https://example.com",
            LocalDate.of(2026, 11, 1),
            validity.from()));
  }

  @Override
  public List<Kept> page(OrganizationId organization, @Nullable UUID after, int limit) {
    return of(organization).stream()
        .filter(kept -> after == null || kept.price().id().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  private List<Kept> of(OrganizationId organization) {
    return prices.computeIfAbsent(organization, unseen -> new ArrayList<>());
  }

  @Override
  public Kept add(OrganizationId organization, NewPrice asked, Deed deed) {
    OwnPrice price = asked.called(new UUID(0, ++made), deed.at());
    for (Kept other : of(organization)) {
      if (!other.withdrawn() && other.price().ties(price)) {
        throw new Tie(other.price());
      }
    }
    Kept kept = new Kept(price, deed.actor(), false);
    of(organization).add(kept);
    return kept;
  }

  @Override
  public Optional<Kept> end(OrganizationId organization, UUID id, Instant end, Deed deed) {
    List<Kept> all = of(organization);
    for (int i = 0; i < all.size(); i++) {
      Kept kept = all.get(i);
      if (kept.price().id().equals(id)) {
        Instant before = kept.price().validity().to();
        if (before != null && !end.isBefore(before)) {
          throw new EndsEarlier(before);
        }
        all.set(i, new Kept(kept.price().validUntil(end), kept.createdBy(), false));
        return Optional.of(all.get(i));
      }
    }
    return Optional.empty();
  }
}
