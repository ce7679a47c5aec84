package ai.meterr.storage.snapshot;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyHash;
import ai.meterr.catalog.ProviderId;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.tenancy.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the database said about who may call.
 *
 * @param contact when it was asked
 * @param keys empty: revoked
 * @param prices of organizations that have any of their own
 */
record Snapshot(
    Instant contact,
    Map<KeyHash, Optional<Caller>> keys,
    Map<Whose, Sealed> credentials,
    Map<OrganizationId, List<OwnPrice>> prices) {

  /** The credential of one organization at one provider. */
  record Whose(OrganizationId organization, ProviderId provider) {}

  /** As it stands in the database, sealed under the master key. */
  record Sealed(UUID id, byte[] bytes) {}

  Snapshot {
    keys = Map.copyOf(keys);
    credentials = Map.copyOf(credentials);
    prices = Map.copyOf(prices);
  }
}
