package ai.meterr.storage.ledger;

import ai.meterr.storage.database.Database;
import ai.meterr.tenancy.OrganizationId;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Function;

/** The zone of each organization's days; UTC for one that is not known. */
public final class Zones implements Function<OrganizationId, ZoneId> {
  private final OrganizationSetting<ZoneId> zones;

  public Zones(Database database) {
    this.zones =
        new OrganizationSetting<>(
            database, "zone", row -> ZoneId.of(row.getString(1)), ZoneOffset.UTC);
  }

  @Override
  public ZoneId apply(OrganizationId organization) {
    return zones.of(organization);
  }

  /** After the database may have been put back to an older state. */
  void forget() {
    zones.forget();
  }
}
