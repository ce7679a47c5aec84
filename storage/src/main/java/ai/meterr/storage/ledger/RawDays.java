package ai.meterr.storage.ledger;

import ai.meterr.storage.database.Database;
import ai.meterr.tenancy.OrganizationId;
import java.time.Duration;
import java.util.function.Function;

/** How long each organization keeps single entries. */
public final class RawDays implements Function<OrganizationId, Duration> {
  private static final Duration USUAL = Duration.ofDays(90);

  private final OrganizationSetting<Duration> days;

  public RawDays(Database database) {
    this.days =
        new OrganizationSetting<>(
            database, "raw_days", row -> Duration.ofDays(row.getInt(1)), USUAL);
  }

  @Override
  public Duration apply(OrganizationId organization) {
    return days.of(organization);
  }
}
