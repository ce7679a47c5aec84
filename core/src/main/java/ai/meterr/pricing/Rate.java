package ai.meterr.pricing;

import java.math.BigDecimal;
import java.util.Comparator;

/** The price of one meter of one model on one card, by how close its match is. */
record Rate(ModelMatch match, PriceCard card, BigDecimal unitPrice) {

  /**
   * Best first: more conditions over fewer, exact over prefix, the longest literal. Equal ranks
   * that can hold at once are refused when a book is made.
   */
  static final Comparator<Rate> RANK =
      Comparator.comparingInt((Rate rate) -> rate.card.conditions().count())
          .thenComparing(rate -> rate.match instanceof ModelMatch.Exact)
          .thenComparing(rate -> rate.match.literal().length())
          .reversed();

  boolean ties(Rate other) {
    return RANK.compare(this, other) == 0
        && card.conditions().overlap(other.card.conditions())
        && card.validity().overlaps(other.card.validity());
  }
}
