package ai.meterr.testkit;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.tenancy.OrganizationId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A ledger in memory, for tests of what stands before it. */
public final class MemoryLedgerStore implements LedgerStore {
  private final Map<JournalId, Lease> leases = new HashMap<>();
  private final Map<JournalId, Position> applied = new HashMap<>();
  private final List<Arrival> arrivals = new ArrayList<>();

  private record Lease(long epoch, UUID holder) {}

  @Override
  public synchronized long lease(JournalId journal, long lastEpoch, UUID holder) {
    Lease wanted = new Lease(lastEpoch + 1, holder);
    Lease known = leases.get(journal);
    if (known != null && known.epoch > lastEpoch && !known.equals(wanted)) {
      throw new Fenced("journal " + journal + " is at epoch " + known.epoch);
    }
    leases.put(journal, wanted);
    return wanted.epoch;
  }

  /** All that it holds now. */
  public synchronized MemoryLedgerStore copy() {
    MemoryLedgerStore copy = new MemoryLedgerStore();
    copy.putBackTo(this);
    return copy;
  }

  /** As a database does that is restored from a backup: it holds what that one holds, no more. */
  public synchronized void putBackTo(MemoryLedgerStore backup) {
    leases.clear();
    leases.putAll(backup.leases);
    applied.clear();
    applied.putAll(backup.applied);
    arrivals.clear();
    arrivals.addAll(backup.arrivals);
  }

  @Override
  public synchronized Position applied(JournalId journal) {
    return applied.getOrDefault(journal, Position.START);
  }

  @Override
  public synchronized List<Outcome> apply(Batch batch) {
    Lease lease = leases.get(batch.journal());
    if (lease == null || lease.epoch != batch.epoch()) {
      throw new Fenced("journal " + batch.journal() + " is not at epoch " + batch.epoch());
    }
    Position from = applied(batch.journal());
    if (!from.equals(batch.from())) {
      throw new OutOfOrder("applied up to " + from + ", the batch begins at " + batch.from());
    }
    arrivals.addAll(batch.arrivals());
    applied.put(batch.journal(), batch.to());
    return Collections.nCopies(batch.arrivals().size(), Outcome.COUNTED);
  }

  /** In the order of their coming. */
  public synchronized List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  public synchronized List<UsageEvent> events(OrganizationId organization) {
    return arrivals.stream()
        .filter(arrival -> arrival.organization().equals(organization))
        .map(Arrival::event)
        .toList();
  }
}
