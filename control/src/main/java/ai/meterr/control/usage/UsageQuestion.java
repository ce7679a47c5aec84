package ai.meterr.control.usage;

import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.Filters;
import ai.meterr.control.query.Parameters;
import ai.meterr.control.query.Period;
import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.UsageQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the question for sums from a query. */
final class UsageQuestion {
  /** 13 months of hours, the longest that any grain below the day is kept. */
  private static final int BUCKETS_MAX = 10_000;

  private static final Set<String> NAMES =
      Filters.and(Period.FROM, Period.TO, "tz", "bucket", "group_by");

  private UsageQuestion() {}

  /**
   * @param ownZone the organization's
   */
  static UsageQuery read(String query, Supplier<ZoneId> ownZone) {
    Parameters parameters = Parameters.read(query, NAMES);
    Instant from = parameters.requiredInstant(Period.FROM);
    Instant to = parameters.requiredInstant(Period.TO);
    Period.check(from, to);
    Bucket bucket = bucket(parameters, Duration.between(from, to));
    return new UsageQuery(
        from,
        to,
        zone(parameters, ownZone),
        bucket,
        Filters.groupBy(parameters, "group_by"),
        Filters.read(parameters));
  }

  private static @Nullable Bucket bucket(Parameters parameters, Duration period) {
    String value = parameters.one("bucket", 16);
    if (value == null) {
      return null;
    }
    Bucket bucket = Filters.word(Bucket.class, "bucket", value);
    if (period.dividedBy(shortest(bucket)) > BUCKETS_MAX) {
      throw Problem.parameter(
          "bucket", "is so short that the period has more than " + BUCKETS_MAX + " of them");
    }
    return bucket;
  }

  private static Duration shortest(Bucket bucket) {
    return switch (bucket) {
      case MINUTE -> Duration.ofMinutes(1);
      case HOUR -> Duration.ofHours(1);
      case DAY -> Duration.ofDays(1);
      case WEEK -> Duration.ofDays(7);
      case MONTH -> Duration.ofDays(28);
    };
  }

  private static ZoneId zone(Parameters parameters, Supplier<ZoneId> ownZone) {
    String value = parameters.one("tz", 64);
    if (value == null) {
      return ownZone.get();
    }
    if (!ZoneId.getAvailableZoneIds().contains(value)) {
      throw Problem.parameter("tz", "is not the IANA name of a zone, such as Europe/Paris");
    }
    return ZoneId.of(value);
  }
}
