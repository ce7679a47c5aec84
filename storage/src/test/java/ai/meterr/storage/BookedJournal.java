package ai.meterr.storage;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.ledger.Outcome;
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

  public List<Outcome> book(OrganizationId organization, List<UsageEvent> events) {
    return apply(next(organization, events, false));
  }

  /** As {@link #book}, of exchanges that fetched answers made earlier. */
  public List<Outcome> lookBack(OrganizationId organization, List<UsageEvent> events) {
    return apply(next(organization, events, true));
  }

  private List<Outcome> apply(Batch batch) {
    List<Outcome> outcomes = store.apply(batch);
    at = batch.to().bytes();
    return outcomes;
  }

  /** The batch that {@link #book} would apply next. */
  public Batch next(OrganizationId organization, List<UsageEvent> events) {
    return next(organization, events, false);
  }

  private Batch next(OrganizationId organization, List<UsageEvent> events, boolean looksBack) {
    List<Arrival> arrivals = new ArrayList<>();
    for (UsageEvent event : events) {
      Position end = new Position(at + 100L * (arrivals.size() + 1));
      arrivals.add(new Arrival(organization, end, event, looksBack));
    }
    return new Batch(
        id, epoch, new Position(at), new Position(at + 100L * events.size()), arrivals);
  }

  public JournalId id() {
    return id;
  }

  public long epoch() {
    return epoch;
  }
}
