package ai.meterr.testkit;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.identity.Identity;
import ai.meterr.ledger.identity.Matching;
import ai.meterr.ledger.identity.Sign;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.tenancy.OrganizationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A ledger in memory, for tests of what stands before it. */
public final class MemoryLedgerStore implements LedgerStore {
  private final Map<JournalId, Lease> leases = new HashMap<>();
  private final Map<JournalId, Position> applied = new HashMap<>();
  private final List<Batch> batches = new ArrayList<>();
  private final Map<JournalId, Integer> numbers = new HashMap<>();
  private final Map<Identity, List<Sign>> signs = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();

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
    batches.clear();
    numbers.clear();
    signs.clear();
    entries.clear();
    List.copyOf(backup.batches).forEach(this::take);
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
    applied.put(batch.journal(), batch.to());
    return take(batch);
  }

  private List<Outcome> take(Batch batch) {
    batches.add(batch);
    Matching matching =
        new Matching(signs, numbers.computeIfAbsent(batch.journal(), any -> numbers.size()));
    List<Outcome> outcomes = batch.arrivals().stream().map(matching::take).toList();
    entries.addAll(matching.entries());
    return outcomes;
  }

  /** In the order of their coming. */
  public synchronized List<Arrival> arrivals() {
    return batches.stream().flatMap(batch -> batch.arrivals().stream()).toList();
  }

  /** As they count now. */
  public synchronized List<UsageEvent> events(OrganizationId organization) {
    List<UsageEvent> events = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.organization().equals(organization)) {
        if (entry.part().subtracts()) {
          events.remove(entry.event());
        } else {
          events.add(entry.event());
        }
      }
    }
    return events;
  }

  /** What it sums. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }
}
