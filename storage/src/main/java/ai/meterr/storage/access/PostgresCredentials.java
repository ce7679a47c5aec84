package ai.meterr.storage.access;

import ai.meterr.access.KeyDirectory;
import ai.meterr.access.ProviderCredentials;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.UuidV7;
import ai.meterr.storage.database.DatabaseFailed;
import ai.meterr.storage.database.MasterKey;
import ai.meterr.storage.database.Tenancy;
import ai.meterr.tenancy.OrganizationId;
import java.security.GeneralSecurityException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Provider keys, sealed; opened for whoever asks, and not kept here. */
public final class PostgresCredentials implements ProviderCredentials {
  private final Tenancy tenancy;
  private final Vault vault;
  private final UuidV7 ids;

  public PostgresCredentials(Tenancy tenancy, MasterKey master, UuidV7 ids) {
    this.tenancy = tenancy;
    this.vault = new Vault(master);
    this.ids = ids;
  }

  private record Sealed(UUID id, byte[] bytes) {}

  @Override
  public Optional<ProviderSecret> find(OrganizationId organization, ProviderId provider) {
    Sealed sealed;
    try {
      sealed = read(organization, provider);
    } catch (DatabaseFailed e) {
      throw new KeyDirectory.Unavailable("looking a provider key up", e);
    }
    return sealed == null
        ? Optional.empty()
        : Optional.of(open(sealed.bytes, organization, sealed.id));
  }

  /**
   * Opens what was sealed for one row.
   *
   * @throws KeyDirectory.Unavailable where it was sealed for another, or elsewhere
   */
  public ProviderSecret open(byte[] sealed, OrganizationId organization, UUID id) {
    try {
      return new ProviderSecret(vault.open(sealed, organization, id));
    } catch (GeneralSecurityException e) {
      throw new KeyDirectory.Unavailable(
          "opening a provider key: it was not sealed here under this METERR_MASTER_KEY", e);
    }
  }

  private @Nullable Sealed read(OrganizationId organization, ProviderId provider) {
    return tenancy.in(
        organization,
        "looking a provider key up",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select id, sealed from provider_credentials"
                      + " where organization_id = ? and provider = ?")) {
            statement.setObject(1, organization.value());
            statement.setString(2, provider.name());
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? new Sealed(row.getObject(1, UUID.class), row.getBytes(2)) : null;
            }
          }
        });
  }

  /** Takes the place of the provider's key that was there before. */
  @Override
  public void store(OrganizationId organization, ProviderId provider, ProviderSecret secret) {
    UUID id = ids.next();
    byte[] sealed = vault.seal(secret.value(), organization, id);
    try {
      tenancy.in(
          organization,
          "storing a provider key",
          connection -> {
            try (PreparedStatement statement =
                connection.prepareStatement(
                    """
                    insert into provider_credentials (organization_id, id, provider, sealed, hint)
                    values (?, ?, ?, ?, ?)
                    on conflict (organization_id, provider) do update
                    set id = excluded.id, sealed = excluded.sealed, hint = excluded.hint,
                      created_at = now()\
                    """)) {
              statement.setObject(1, organization.value());
              statement.setObject(2, id);
              statement.setString(3, provider.name());
              statement.setBytes(4, sealed);
              statement.setString(5, secret.toString());
              return statement.executeUpdate();
            }
          });
    } catch (DatabaseFailed e) {
      throw new KeyDirectory.Unavailable("storing a provider key", e);
    }
  }
}
