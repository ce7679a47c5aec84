package ai.meterr.pricing;

import ai.meterr.tenancy.OrganizationId;

/**
 * Finds the prices that hold for an organization: its own over those of the book. May block: the
 * gateway calls it off its event loops and behind a cache.
 */
@FunctionalInterface
public interface Pricers {
  /**
   * @throws ai.meterr.access.KeyDirectory.Unavailable where nobody can tell just now
   */
  Pricer of(OrganizationId organization);
}
