package ai.meterr.pricing;

import ai.meterr.cost.CostResult;
import ai.meterr.cost.CostResult.Unpriced;
import ai.meterr.cost.CostResult.Why;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.pricing.Conditions.Circumstances;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All that is charged for one model: for each meter its prices, closest first. */
final class ModelPrices {
  private final Map<Meter, List<Rate>> byMeter = new TreeMap<>();
  private final List<PriceCard> free = new ArrayList<>();

  /**
   * @throws BadPriceBook where two prices tie, or one is free and not free at once
   */
  ModelPrices(List<PriceCard> cards, String model) {
    add(cards, model);
    byMeter.values().forEach(rates -> rates.sort(Rate.RANK));
    byMeter.forEach((meter, rates) -> refuseTies(model, meter, rates));
    byMeter.values().forEach(this::refuseFreeAndNotFree);
  }

  /**
   * List prices, and an organization's own over them.
   *
   * @param list without ties, as {@code own}
   */
  ModelPrices(List<PriceCard> list, List<PriceCard> own, String model) {
    add(list, model);
    add(own, model);
    addDiscounts(own, model);
    byMeter.values().forEach(rates -> rates.sort(Rate.RANK));
  }

  private void add(List<PriceCard> cards, String model) {
    for (PriceCard card : cards) {
      for (ModelMatch match : card.models()) {
        if (match.matches(model)) {
          add(match, card);
        }
      }
    }
  }

  /** Of every meter that has a price. */
  private void addDiscounts(List<PriceCard> cards, String model) {
    for (PriceCard card : cards) {
      for (ModelMatch match : card.models()) {
        if (card.discount() != null && match.matches(model)) {
          byMeter.values().forEach(rates -> rates.add(new Rate(match, card, null)));
        }
      }
    }
  }

  boolean isEmpty() {
    return byMeter.isEmpty() && free.isEmpty();
  }

  private void add(ModelMatch match, PriceCard card) {
    if (card.isFree()) {
      free.add(card);
    }
    card.covered()
        .forEach(
            (meter, unitPrice) ->
                byMeter
                    .computeIfAbsent(meter, unseen -> new ArrayList<>())
                    .add(new Rate(match, card, unitPrice)));
  }

  private static void refuseTies(String model, Meter meter, List<Rate> rates) {
    for (int i = 0; i < rates.size(); i++) {
      for (int j = i + 1; j < rates.size(); j++) {
        if (rates.get(i).ties(rates.get(j))) {
          throw new BadPriceBook(
              rates.get(j).card().place()
                  + ": "
                  + meter
                  + " of "
                  + model
                  + " is also priced at "
                  + rates.get(i).card().place()
                  + ", and neither is closer");
        }
      }
    }
  }

  private void refuseFreeAndNotFree(List<Rate> rates) {
    for (PriceCard gift : free) {
      for (Rate rate : rates) {
        if (gift.conditions().overlap(rate.card().conditions())
            && gift.validity().overlaps(rate.card().validity())) {
          throw new BadPriceBook(gift.place() + ": free, and not free at " + rate.card().place());
        }
      }
    }
  }

  CostResult price(Usage usage, Circumstances call, CurrencyCode currency) {
    PriceCard gift = gift(call);
    if (gift != null && !hasOwn(usage, call)) {
      return new CostResult.Free(gift.ref());
    }
    List<Line> lines = new ArrayList<>(usage.quantities().size());
    BigDecimal total = BigDecimal.ZERO;
    PriceRef own = null;
    PriceRef list = gift == null ? null : gift.ref();
    for (Map.Entry<Meter, BigDecimal> used : usage.quantities().entrySet()) {
      Meter meter = used.getKey();
      Rate rate = rate(meter, call);
      if (rate == null && gift == null) {
        return unpriced(meter, call);
      }
      Rate behind = rate == null || rate.isList() ? rate : listRate(meter, call);
      BigDecimal listPrice =
          behind != null ? behind.unitPrice() : gift != null ? BigDecimal.ZERO : null;
      Line line =
          rate == null || rate.isList()
              ? Line.of(meter, used.getValue(), Objects.requireNonNull(listPrice))
              : Line.of(meter, used.getValue(), own(rate, listPrice), listPrice);
      lines.add(line);
      total = total.add(line.amount());
      own = own == null && rate != null && !rate.isList() ? rate.card().ref() : own;
      list = list == null && behind != null ? behind.card().ref() : list;
    }
    if (own == null && list == null) {
      return nothingUsed(call, currency);
    }
    return new CostResult.Priced(new Money(total, currency), lines, ref(own, list), List.of());
  }

  private @Nullable PriceCard gift(Circumstances call) {
    for (PriceCard gift : free) {
      if (gift.validity().contains(call.time()) && gift.conditions().hold(call)) {
        return gift;
      }
    }
    return null;
  }

  /** Whether an own price holds for something that was used. */
  private boolean hasOwn(Usage usage, Circumstances call) {
    for (Meter meter : usage.quantities().keySet()) {
      Rate rate = rate(meter, call);
      if (rate != null && !rate.isList()) {
        return true;
      }
    }
    return false;
  }

  private static PriceRef ref(@Nullable PriceRef own, @Nullable PriceRef list) {
    return own == null ? Objects.requireNonNull(list) : own.over(list == null ? null : list.id());
  }

  /**
   * @param listPrice not null where the rate is a discount
   */
  private static BigDecimal own(Rate rate, @Nullable BigDecimal listPrice) {
    Terms.Discount discount = rate.card().discount();
    return discount == null
        ? Objects.requireNonNull(rate.unitPrice())
        : discount.of(Objects.requireNonNull(listPrice));
  }

  private @Nullable Rate rate(Meter meter, Circumstances call) {
    for (Rate rate : byMeter.getOrDefault(meter, List.of())) {
      if (rate.holds(call) && (rate.unitPrice() != null || listRate(meter, call) != null)) {
        return rate;
      }
    }
    return null;
  }

  private @Nullable Rate listRate(Meter meter, Circumstances call) {
    for (Rate rate : byMeter.getOrDefault(meter, List.of())) {
      if (rate.isList() && rate.holds(call)) {
        return rate;
      }
    }
    return null;
  }

  /** A call that used nothing costs nothing, but only where its price is known. */
  private CostResult nothingUsed(Circumstances call, CurrencyCode currency) {
    for (Meter meter : byMeter.keySet()) {
      Rate rate = rate(meter, call);
      if (rate != null) {
        return new CostResult.Priced(Money.zero(currency), List.of(), rate.card().ref(), List.of());
      }
    }
    return unpriced(Meter.INPUT, call);
  }

  private Unpriced unpriced(Meter meter, Circumstances call) {
    List<Rate> rates =
        byMeter.getOrDefault(meter, List.of()).stream()
            .filter(rate -> rate.unitPrice() != null)
            .toList();
    if (rates.isEmpty()) {
      return new Unpriced(Why.METER_NOT_PRICED, meter.name());
    }
    if (any(rates, conditions -> conditions.hold(call))) {
      return new Unpriced(Why.NO_PRICE_AT_THAT_TIME, meter + " at " + call.time());
    }
    String detail;
    if (!any(
        rates, conditions -> conditions.tier() == null || conditions.tier().equals(call.tier()))) {
      detail = "service tier";
    } else if (!any(
        rates,
        conditions -> conditions.region() == null || conditions.region().equals(call.region()))) {
      detail = "region";
    } else if (!any(rates, conditions -> conditions.context().contains(call.inputTokens()))) {
      detail = call.inputTokens() + " input tokens";
    } else {
      detail = "tier, region and " + call.inputTokens() + " input tokens together";
    }
    return new Unpriced(Why.CONDITION_NOT_KNOWN, meter + ": " + detail);
  }

  private static boolean any(List<Rate> rates, Predicate<Conditions> test) {
    return rates.stream().anyMatch(rate -> test.test(rate.card().conditions()));
  }
}
