package ai.meterr.cost;

import ai.meterr.catalog.ProviderId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Which price a receipt used, so that every cent can be traced.
 *
 * @param id stable name of the row in the price book
 * @param source where the price was read
 * @param retrievedAt the day it was read
 * @param validFrom since when it holds; null: since ever
 */
public record PriceRef(
    String id, String source, LocalDate retrievedAt, @Nullable Instant validFrom) {

  private static final String STATED = "/stated";

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
