package ai.meterr.app.prices;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.pricing.Charge;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.PriceCard;
import ai.meterr.pricing.Tariff;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a price book and a public table name different prices for the same model: standard tier,
 * short prompt, at one moment. A difference is no mistake of either; the notes of the price files
 * say what was decided.
 */
public final class TableDifferences {
  private static final String NONE = "unpriced";

  private final PriceBook book;
  private final Instant now;

  public TableDifferences(PriceBook book, Instant now) {
    this.book = book;
    this.now = now;
  }

  /**
   * One line each: {@code mistral mistral-small-latest input: 0.1, litellm 0.06}. A zero of theirs
   * where we have no price is none: tables write it for what a model does not do.
   */
  List<String> with(PublicTable table) {
    List<String> lines = new ArrayList<>();
    for (Tariff tariff : book.tariffs()) {
      for (String model : names(tariff)) {
        new TreeMap<>(table.prices(tariff.provider(), model))
            .forEach(
                (meter, theirs) -> {
                  String ours = ours(tariff.provider(), model, meter);
                  boolean neither = theirs.signum() == 0 && ours.equals(NONE);
                  if (!neither && !ours.equals(plain(theirs))) {
                    lines.add(
                        "%s %s %s: %s, %s %s"
                            .formatted(
                                tariff.provider(),
                                model,
                                meter,
                                ours,
                                table.name(),
                                plain(theirs)));
                  }
                });
      }
    }
    return lines;
  }

  private static Set<String> names(Tariff tariff) {
    Set<String> names = new TreeSet<>();
    for (PriceCard card : tariff.cards()) {
      for (ModelMatch match : card.models()) {
        if (match instanceof ModelMatch.Exact(var name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private String ours(ProviderId provider, String model, Meter meter) {
    CostResult one =
        book.price(
            new Charge(
                provider,
                null,
                new ModelId(model),
                Operation.CHAT,
                null,
                null,
                Usage.of(Map.of(meter, BigDecimal.ONE)),
                List.of(),
                now));
    return switch (one) {
      case CostResult.Priced priced -> plain(priced.lines().getFirst().unitPrice());
      case CostResult.Free free -> "0";
      case CostResult.Unpriced unpriced -> NONE;
    };
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }
}
