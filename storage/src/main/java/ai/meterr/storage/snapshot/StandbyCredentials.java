package ai.meterr.storage.snapshot;

import ai.meterr.access.ProviderCredentials;
import ai.meterr.catalog.ProviderId;
import ai.meterr.storage.access.PostgresCredentials;
import ai.meterr.storage.snapshot.Snapshot.Sealed;
import ai.meterr.storage.snapshot.Snapshot.Whose;
import ai.meterr.tenancy.OrganizationId;
import java.util.Optional;

/** Provider credentials of the database, and of the snapshot while it is away. */
public final class StandbyCredentials implements ProviderCredentials {
  private final PostgresCredentials database;
  private final Standby standby;
  private final Asking asking;

  public StandbyCredentials(PostgresCredentials database, Standby standby, Asking asking) {
    this.database = database;
    this.standby = standby;
    this.asking = asking;
  }

  @Override
  public Optional<ProviderSecret> find(OrganizationId organization, ProviderId provider) {
    return asking.ask(
        () -> database.find(organization, provider),
        () -> Optional.of(known(organization, provider)));
  }

  private Optional<ProviderSecret> known(OrganizationId organization, ProviderId provider) {
    Sealed sealed = standby.known().credentials().get(new Whose(organization, provider));
    return sealed == null
        ? Optional.empty()
        : Optional.of(database.open(sealed.bytes(), organization, sealed.id()));
  }

  @Override
  public void store(OrganizationId organization, ProviderId provider, ProviderSecret secret) {
    database.store(organization, provider, secret);
  }
}
