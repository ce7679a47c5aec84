package ai.meterr.ledger.report;

import ai.meterr.money.CurrencyCode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums as asked for.
 *
 * @param asOf up to when the ledger had been applied: what was recorded later is not in it
 */
public record UsageAnswer(CurrencyCode currency, List<Row> rows, Sums total, Instant asOf) {

  /**
   * @param group value per dimension asked for; null where the events do not tell it
   * @param bucket start of the period with the zone's offset; null where no bucket was asked for
   */
  public record Row(
      Map<Dimension, @Nullable String> group, @Nullable OffsetDateTime bucket, Sums sums) {}
}
