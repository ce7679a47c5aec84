package ai.meterr.ledger.report;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question for sums. A period that {@code from} or {@code to} cuts is counted in full: a minute
 * within the last three days, before that a quarter of an hour; for sessions a day.
 *
 * @param from included
 * @param to excluded
 * @param bucket null: one row per group for the whole time
 * @param filters values that a dimension may have; an empty string stands for "not told"
 */
public record UsageQuery(
    Instant from,
    Instant to,
    ZoneId zone,
    @Nullable Bucket bucket,
    List<Dimension> groupBy,
    Map<Dimension, List<String>> filters) {
  public UsageQuery {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("from must lie before to");
    }
    groupBy = List.copyOf(groupBy);
    filters = Map.copyOf(filters);
  }
}
