package ai.meterr.storage;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.tenancy.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A journal of a test's own, whose events are applied as a tailer would. */
public final class BookedJournal {
  private final LedgerStore store = PostgresForTests.store().ledgerStore();
  private final JournalId id = new JournalId(UUID.randomUUID());
  private final long epoch = store.lease(id, 0, UUID.randomUUID());
  private long at;

  public void book(OrganizationId organization, List<UsageEvent> events) {
    store.apply(next(organization, events));
    at += 100L * events.size();
  }

  /** The batch that {@link #book} would apply next. */
  public Batch next(OrganizationId organization, List<UsageEvent> events) {
    List<Arrival> entries = new ArrayList<>();
    for (UsageEvent event : events) {
      entries.add(new Arrival(organization, new Position(at + 100L * (entries.size() + 1)), event));
    }
    return new Batch(id, epoch, new Position(at), new Position(at + 100L * events.size()), entries);
  }

  public JournalId id() {
    return id;
  }

  public long epoch() {
    return epoch;
  }
}
