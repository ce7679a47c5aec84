package ai.meterr.gateway;

import ai.meterr.event.Booking;
import ai.meterr.pricing.Pricers;
import ai.meterr.tenancy.OrganizationId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * How an organization's calls are booked: by its own prices over the list's. Remembered as keys
 * are, so that a call waits for no database.
 */
final class Bookings {
  /** How long a changed price may not yet hold on this node. */
  static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final Lookups<OrganizationId, Booking> known;

  Bookings(Pricers pricers, Executor blocking) {
    this.known =
        new Lookups<>(
            organization -> new Booking(pricers.of(organization)), booking -> REMEMBERED, blocking);
  }

  /** Fails with {@link ai.meterr.access.KeyDirectory.Unavailable} where nobody can tell. */
  CompletableFuture<Booking> of(OrganizationId organization) {
    return known.get(organization);
  }
}
