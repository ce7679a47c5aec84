package ai.meterr.pricing;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.cost.CostResult.Free;
import ai.meterr.cost.CostResult.Priced;
import ai.meterr.cost.CostResult.Unpriced;
import ai.meterr.cost.CostResult.Why;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.money.Money;
import ai.meterr.usage.SubCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every price that is known, and which one applies. Immutable; safe for all threads.
 *
 * <p>For each meter that a call used, of the prices whose model, time and conditions fit: more
 * conditions over fewer, exact names over prefixes, the longest literal. Nothing is decided by
 * order or chance: a book in which two prices could tie is never made. What no price fits is
 * unpriced, and says why; the base price is never taken in its place.
 */
public final class PriceBook implements Pricer {
  private final Map<ProviderId, ProviderPrices> byProvider = new HashMap<>();
  private final List<Tariff> tariffs;

  /**
   * @throws BadPriceBook where prices tie, leave a hole, or share an id
   */
  public PriceBook(List<Tariff> tariffs) {
    this.tariffs = List.copyOf(tariffs);
    Set<String> ids = new HashSet<>();
    for (Tariff tariff : tariffs) {
      if (byProvider.put(tariff.provider(), new ProviderPrices(tariff)) != null) {
        throw new BadPriceBook("two tariffs for " + tariff.provider());
      }
      for (PriceCard card : tariff.cards()) {
        if (!ids.add(card.ref().id())) {
          throw new BadPriceBook(card.place() + ": the id " + card.ref().id() + " is taken");
        }
      }
    }
  }

  private PriceBook(PriceBook list, Map<ProviderId, List<PriceCard>> own) {
    this.tariffs = list.tariffs;
    byProvider.putAll(list.byProvider);
    own.forEach(
        (provider, cards) ->
            byProvider.put(
                provider,
                byProvider
                    .computeIfAbsent(
                        provider, unlisted -> new ProviderPrices(Tariff.none(unlisted)))
                    .under(cards)));
  }

  /**
   * This book under an organization's own prices. The figures of its list stay what they are.
   *
   * @param own of which no two tie ({@link OwnPrice#ties})
   */
  public PriceBook under(List<OwnPrice> own) {
    Map<ProviderId, List<PriceCard>> cards = new HashMap<>();
    for (OwnPrice price : own) {
      cards.computeIfAbsent(price.provider(), unseen -> new ArrayList<>()).add(price.card());
    }
    return cards.isEmpty() ? this : new PriceBook(this, cards);
  }

  /** List prices. */
  public List<Tariff> tariffs() {
    return tariffs;
  }

  @Override
  public CostResult price(Charge charge) {
    ModelId model = charge.billedModel();
    if (model == null) {
      return new Unpriced(Why.NO_SUCH_MODEL, "none named");
    }
    ProviderPrices prices = byProvider.get(charge.provider());
    if (prices == null) {
      return new Unpriced(Why.NO_SUCH_MODEL, model + " of " + charge.provider());
    }
    CostResult own = prices.price(model, charge.usage(), charge);
    return charge.subCalls().isEmpty() ? own : withSubCalls(own, prices, charge);
  }

  /** One of them without a price leaves the whole without one: a part is not the cost. */
  private static CostResult withSubCalls(CostResult own, ProviderPrices prices, Charge charge) {
    if (own instanceof Unpriced) {
      return own;
    }
    List<PricedSubCall> subCalls = new ArrayList<>();
    Money total = own instanceof Priced priced ? priced.total() : null;
    for (SubCall call : charge.subCalls()) {
      switch (prices.price(call.model(), call.usage(), charge)) {
        case Priced priced -> {
          total = total == null ? priced.total() : total.plus(priced.total());
          subCalls.add(new PricedSubCall(call, priced.lines()));
        }
        case Free free -> subCalls.add(new PricedSubCall(call, List.of()));
        case Unpriced(var why, var detail) -> {
          return new Unpriced(why, call.role() + ": " + detail);
        }
      }
    }
    List<Line> lines = own instanceof Priced priced ? priced.lines() : List.of();
    PriceRef ref =
        switch (own) {
          case Priced priced -> priced.price();
          case Free(var price) -> price;
          case Unpriced unpriced -> throw new IllegalStateException(unpriced.detail());
        };
    return total == null ? own : new Priced(total, lines, ref, subCalls);
  }
}
