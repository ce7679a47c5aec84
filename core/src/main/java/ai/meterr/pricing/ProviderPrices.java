package ai.meterr.pricing;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.cost.CostResult;
import ai.meterr.cost.CostResult.Unpriced;
import ai.meterr.cost.CostResult.Why;
import ai.meterr.pricing.Conditions.Circumstances;
import ai.meterr.usage.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A tariff by model. Exact names are found by their hash, prefixes by trying each. */
final class ProviderPrices {
  /** Names come from answers: a bound for what is remembered of them. */
  private static final int OVERLAID_MAX = 1_000;

  private final Tariff tariff;
  private final Map<String, ModelPrices> byName = new HashMap<>();
  private final List<PriceCard> withPrefix;
  private final List<PriceCard> own;

  /** By name, as they come up; empty prices: nobody charges for a model of that name. */
  private final Map<String, ModelPrices> overlaid = new ConcurrentHashMap<>();

  ProviderPrices(Tariff tariff) {
    this.tariff = tariff;
    this.own = List.of();
    Map<ModelMatch, List<PriceCard>> cards = new LinkedHashMap<>();
    List<PriceCard> withPrefix = new ArrayList<>();
    for (PriceCard card : tariff.cards()) {
      for (ModelMatch match : card.models()) {
        cards.computeIfAbsent(match, key -> new ArrayList<>()).add(card);
      }
      if (card.models().stream().anyMatch(ModelMatch.Prefix.class::isInstance)) {
        withPrefix.add(card);
      }
    }
    this.withPrefix = List.copyOf(withPrefix);
    cards.forEach(this::index);
    Coverage.refuseHoles(tariff.cards());
  }

  /** The same list prices under an organization's own. */
  private ProviderPrices(ProviderPrices list, List<PriceCard> own) {
    this.tariff = list.tariff;
    this.withPrefix = list.withPrefix;
    this.own = List.copyOf(own);
  }

  /**
   * @param own without ties
   */
  ProviderPrices under(List<PriceCard> own) {
    return new ProviderPrices(this, own);
  }

  private void index(ModelMatch match, List<PriceCard> cards) {
    switch (match) {
      case ModelMatch.Exact(var name) -> byName.put(name, new ModelPrices(with(cards), name));
      // made only to be checked: which names it will meet is not known
      case ModelMatch.Prefix(var start) -> new ModelPrices(withPrefix, start + "*");
    }
  }

  /** These, and those that a prefix may bring in. */
  private List<PriceCard> with(List<PriceCard> cards) {
    List<PriceCard> all = new ArrayList<>(cards);
    for (PriceCard card : withPrefix) {
      if (!cards.contains(card)) {
        all.add(card);
      }
    }
    return all;
  }

  CostResult price(ModelId model, Usage usage, Charge charge) {
    ModelPrices prices = find(model.name());
    if (prices == null) {
      return new Unpriced(Why.NO_SUCH_MODEL, model.name());
    }
    String tier = charge.serviceTier();
    if (tier == null && charge.operation() == Operation.BATCH) {
      tier = "batch";
    }
    return prices.price(
        usage,
        new Circumstances(
            tariff.tiers().meaning(tier),
            tariff.regions().meaning(charge.region()),
            usage.inputSideTokens(),
            charge.time()),
        tariff.currency());
  }

  private @Nullable ModelPrices find(String model) {
    return own.isEmpty() ? listed(model) : overlaid(model);
  }

  private @Nullable ModelPrices overlaid(String model) {
    ModelPrices known = overlaid.get(model);
    if (known == null) {
      known = new ModelPrices(tariff.cards(), own, model);
      if (overlaid.size() < OVERLAID_MAX) {
        overlaid.put(model, known);
      }
    }
    return known.isEmpty() ? null : known;
  }

  private @Nullable ModelPrices listed(String model) {
    ModelPrices exact = byName.get(model);
    if (exact != null) {
      return exact;
    }
    boolean known =
        withPrefix.stream()
            .flatMap(card -> card.models().stream())
            .anyMatch(match -> match.matches(model));
    return known ? new ModelPrices(withPrefix, model) : null;
  }
}
