package ai.meterr.pricing;

import ai.meterr.cost.PriceScope;
import java.math.BigDecimal;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The price of one meter of one model on one card, by how close its match is.
 *
 * @param unitPrice null: the card has a discount, and the list has the price
 */
record Rate(ModelMatch match, PriceCard card, @Nullable BigDecimal unitPrice) {

  /**
   * Best first: the organization's own over the list's, more conditions over fewer, exact over
   * prefix, the longest literal. Equal ranks that can hold at once are refused when a book is made.
   */
  static final Comparator<Rate> RANK =
      Comparator.comparing((Rate rate) -> rate.card.ref().scope())
          .thenComparingInt(rate -> rate.card.conditions().count())
          .thenComparing(rate -> rate.match instanceof ModelMatch.Exact)
          .thenComparing(rate -> rate.match.literal().length())
          .reversed();

  boolean isList() {
    return card.ref().scope() == PriceScope.CATALOG;
  }

  boolean holds(Conditions.Circumstances call) {
    return card.conditions().hold(call) && card.validity().contains(call.time());
  }

  boolean ties(Rate other) {
    return RANK.compare(this, other) == 0
        && card.conditions().overlap(other.card.conditions())
        && card.validity().overlaps(other.card.validity());
  }
}
