package ai.meterr.storage.snapshot;

import ai.meterr.pricing.OwnPrice;
import ai.meterr.pricing.OwnPrices;
import ai.meterr.tenancy.OrganizationId;
import java.util.List;
import java.util.Optional;

/** Organizations' own prices of the database, and of the snapshot while it is away. */
public final class StandbyPrices implements OwnPrices {
  private final OwnPrices database;
  private final Standby standby;
  private final Asking asking;

  public StandbyPrices(OwnPrices database, Standby standby, Asking asking) {
    this.database = database;
    this.standby = standby;
    this.asking = asking;
  }

  @Override
  public List<OwnPrice> of(OrganizationId organization) {
    return asking.ask(
        () -> database.of(organization),
        () -> Optional.of(standby.known().prices().getOrDefault(organization, List.of())));
  }
}
