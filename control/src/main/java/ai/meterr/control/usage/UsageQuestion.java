package ai.meterr.control.usage;

import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.Filters;
import ai.meterr.control.query.Parameters;
import ai.meterr.control.query.Period;
import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.UsageQuery;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the question for sums from a query. */
final class UsageQuestion {
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
    return new UsageQuery(
        from,
        to,
        zone(parameters, ownZone),
        bucket(parameters),
        Filters.groupBy(parameters, "group_by"),
        Filters.read(parameters));
  }

  private static @Nullable Bucket bucket(Parameters parameters) {
    String value = parameters.one("bucket", 16);
    return value == null ? null : Filters.word(Bucket.class, "bucket", value);
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
