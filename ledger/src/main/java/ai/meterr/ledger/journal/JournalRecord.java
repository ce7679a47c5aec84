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

  /**
   * A call has ended; the event has the same id as its open record.
   *
   * @param looksBack whether the exchange only fetched an answer that was made earlier: its usage
   *     is that of the call which made it
   */
  record Close(OrganizationId organization, UsageEvent event, boolean looksBack)
      implements JournalRecord {

    public Close(OrganizationId organization, UsageEvent event) {
      this(organization, event, false);
    }
  }

  /**
   * A program has reported an event. It may have the id of a call that is open, and does not end
   * it.
   */
  record Report(OrganizationId organization, UsageEvent event) implements JournalRecord {}
}
