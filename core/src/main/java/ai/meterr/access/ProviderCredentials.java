package ai.meterr.access;

import ai.meterr.catalog.ProviderId;
import ai.meterr.tenancy.OrganizationId;
import java.util.Optional;

/**
 * The provider keys that an organization has stored, encrypted at rest. Blocking. Throws {@link
 * KeyDirectory.Unavailable} where they cannot be reached.
 */
public interface ProviderCredentials {
  Optional<ProviderSecret> find(OrganizationId organization, ProviderId provider);

  void store(OrganizationId organization, ProviderId provider, ProviderSecret secret);

  /** An opened provider key. Lives in memory for at most a minute; {@link #toString} hides it. */
  record ProviderSecret(String value) {
    @Override
    public String toString() {
      return value.length() < 12
          ? "…"
          : value.substring(0, 3) + "…" + value.substring(value.length() - 3);
    }
  }
}
