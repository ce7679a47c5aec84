package ai.meterr.cost;

import ai.meterr.catalog.ProviderId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Which price a receipt used, so that every cent can be traced.
 *
 * @param id stable name of the row in the price book, or of the organization's own price
 * @param source where the price was read, or what it was agreed on in
 * @param retrievedAt the day it was read, or set
 * @param validFrom since when it holds; null: since ever
 * @param over id of the list price that an organization's own stands in place of: it names the
 *     conditions; null where there is none, and for list prices
 */
public record PriceRef(
    String id,
    String source,
    LocalDate retrievedAt,
    @Nullable Instant validFrom,
    PriceScope scope,
    @Nullable String over) {
  private static final String OVER = " over ";
  private static final String STATED = "/stated";

  /** A list price. */
  public PriceRef(String id, String source, LocalDate retrievedAt, @Nullable Instant validFrom) {
    this(id, source, retrievedAt, validFrom, PriceScope.CATALOG, null);
  }

  public PriceRef over(@Nullable String listPrice) {
    return new PriceRef(id, source, retrievedAt, validFrom, scope, listPrice);
  }

  /** What sums are told apart by: the row and the conditions that it was used under. */
  public String key() {
    return over == null ? id : id + OVER + over;
  }

  /** The list price whose conditions a {@link #key} names; itself where it is one. */
  public static String listPriceOf(String key) {
    int at = key.indexOf(OVER);
    return at < 0 ? key : key.substring(at + OVER.length());
  }

  /**
   * No row of the book: the provider's own word, in the answer, for what the call was charged.
   * Never re-rated.
   */
  public static PriceRef stated(ProviderId provider, Instant at) {
    return new PriceRef(
        provider.name() + STATED,
        "the answer itself",
        LocalDate.ofInstant(at, ZoneOffset.UTC),
        null);
  }
}
