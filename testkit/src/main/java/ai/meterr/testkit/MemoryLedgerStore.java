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

/** A ledger in memory, for tests of what stands before it. */
public final class MemoryLedgerStore implements LedgerStore {
  private final Map<JournalId, Long> epochs = new HashMap<>();
  private final Map<JournalId, Position> applied = new HashMap<>();
  private final List<Arrival> arrivals = new ArrayList<>();

  @Override
  public synchronized long lease(JournalId journal, long lastEpoch) {
    long known = epochs.getOrDefault(journal, 0L);
    if (known > lastEpoch) {
      throw new Fenced("journal " + journal + " is at epoch " + known + ", not " + lastEpoch);
    }
    epochs.put(journal, lastEpoch + 1);
    return lastEpoch + 1;
  }

  @Override
  public synchronized Position applied(JournalId journal) {
    return applied.getOrDefault(journal, Position.START);
  }

  @Override
  public synchronized List<Outcome> apply(Batch batch) {
    long epoch = epochs.getOrDefault(batch.journal(), 0L);
    if (epoch != batch.epoch()) {
      throw new Fenced("journal " + batch.journal() + " is at epoch " + epoch);
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
