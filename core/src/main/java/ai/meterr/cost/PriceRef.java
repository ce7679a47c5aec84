package ai.meterr.cost;

import java.time.Instant;
import java.time.LocalDate;
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
    String id, String source, LocalDate retrievedAt, @Nullable Instant validFrom) {}
