package ai.meterr.testkit;

import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * A ledger that, from {@link #failFromNowOn} to {@link #heal}, cannot be reached now and then:
 * before a transaction, or after it was committed, so that nobody knows.
 */
public final class UnreliableStore implements LedgerStore {
  private final LedgerStore store;
  private final RandomGenerator random;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean failing;

  /**
   * @param random safe for use by several threads
   */
  public UnreliableStore(LedgerStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  public void failFromNowOn() {
    failing = true;
  }

  public void heal() {
    failing = false;
  }

  /** How often it has failed. */
  public int failures() {
    return failures.get();
  }

  @Override
  public long lease(JournalId journal, long lastEpoch, UUID holder) {
    sometimesFail("leasing a journal");
    return store.lease(journal, lastEpoch, holder);
  }

  @Override
  public Position applied(JournalId journal) {
    sometimesFail("asking how far the ledger is");
    return store.applied(journal);
  }

  @Override
  public List<Outcome> apply(Batch batch) {
    sometimesFail("beginning a transaction");
    List<Outcome> outcomes = store.apply(batch);
    sometimesFail("waiting for the commit");
    return outcomes;
  }

  private void sometimesFail(String doing) {
    if (failing && random.nextInt(3) == 0) {
      failures.incrementAndGet();
      throw new Unavailable(doing, new IOException("connection reset"));
    }
  }
}
