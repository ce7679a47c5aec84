package ai.meterr.ledger.journal;

import ai.meterr.event.UsageEvent;
import ai.meterr.tenancy.OrganizationId;

/** What a journal holds. */
public sealed interface JournalRecord {
  OrganizationId organization();

  UsageEvent event();

  /**
   * A call begins. The event is what will stand in the ledger if Meterr dies before the call is
   * closed: status {@code interrupted}.
   */
  record Open(OrganizationId organization, UsageEvent event) implements JournalRecord {}

  /** A call has ended; the event has the same id as its open record. */
  record Close(OrganizationId organization, UsageEvent event) implements JournalRecord {}
}
