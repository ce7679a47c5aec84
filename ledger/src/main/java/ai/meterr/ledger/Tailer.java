package ai.meterr.ledger;

import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.ledger.LedgerStore.Fenced;
import ai.meterr.ledger.LedgerStore.OutOfOrder;
import ai.meterr.ledger.journal.BadJournal;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.JournalReader;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.journal.StoredRecord;
import ai.meterr.ledger.json.MalformedEvent;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the journal's ended calls into the ledger, each exactly once: entries and the offset move
 * in one transaction of the store, and after a doubt the store is asked how far it is. One thread.
 *
 * <p>It reads what is on disk only, so the ledger never knows of a record that a power cut could
 * take out of the journal. Open records are passed over: one whose call never ends gets its close
 * from the journal at the next start.
 */
public final class Tailer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Tailer.class.getName());
  private static final Duration LOOK = Duration.ofMillis(200);

  private final FileJournal journal;
  private final LedgerStore store;
  private final TailerLimits limits;
  private final InstantSource clock;
  private final TailerState state;
  private final Thread thread;

  private Tailer(
      FileJournal journal,
      LedgerStore store,
      TailerLimits limits,
      InstantSource clock,
      JournalReader reader,
      Position applied) {
    this.journal = journal;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.state = new TailerState(applied);
    this.thread = Thread.ofPlatform().name("meterr-ledger").unstarted(() -> run(reader));
  }

  /**
   * Leases the journal and begins where the store is.
   *
   * @throws Fenced where the journal's folder is a copy
   * @throws LedgerStore.Unavailable where the store cannot be reached
   * @throws BadJournal where the journal has no records from there on
   */
  public static Tailer start(
      FileJournal journal, LedgerStore store, TailerLimits limits, InstantSource clock) {
    long epoch = store.lease(journal.id(), journal.epoch() - 1);
    if (epoch != journal.epoch()) {
      throw new IllegalStateException(
          "leased epoch " + epoch + ", the journal wrote down " + journal.epoch());
    }
    Position applied = store.applied(journal.id());
    if (applied.compareTo(journal.synced()) > 0) {
      throw new BadJournal(
          "the ledger holds this journal up to "
              + applied.bytes()
              + ", but it ends at "
              + journal.synced().bytes());
    }
    JournalReader reader = journal.readFrom(applied);
    Tailer tailer = new Tailer(journal, store, limits, clock, reader, applied);
    tailer.thread.start();
    return tailer;
  }

  /** Up to where the journal's ended calls are in the ledger. */
  public Position applied() {
    return state.settled();
  }

  /**
   * Waits until the ended calls before a position are in the ledger.
   *
   * @return false where that did not come to pass in time, or the tailer has stopped
   */
  public boolean awaitApplied(Position position, Duration atMost) throws InterruptedException {
    return state.awaitSettled(position, atMost);
  }

  /** Waits until all that the journal has written is in the ledger; as {@link #awaitApplied}. */
  public boolean flush(Duration atMost) throws InterruptedException {
    return awaitApplied(journal.written(), atMost);
  }

  public Lag lag() {
    long bytes = journal.written().bytes() - state.settled().bytes();
    Instant since = state.pendingSince();
    Duration age = since == null ? Duration.ZERO : Duration.between(since, clock.instant());
    return new Lag(
        Math.max(0, bytes),
        age.isNegative() ? Duration.ZERO : age,
        state.trouble(),
        state.isStopped());
  }

  private void run(JournalReader reader) {
    try (reader) {
      boolean goOn = true;
      while (goOn && !state.isClosing()) {
        Position onDisk = journal.awaitSyncedBeyond(reader.position(), LOOK);
        List<Arrival> arrivals = new ArrayList<>();
        read(reader, onDisk, arrivals);
        if (arrivals.isEmpty()) {
          state.settledUpTo(reader.position());
        } else {
          if (arrivals.size() < limits.entriesMax()) {
            state.pause(limits.company());
            read(reader, journal.synced(), arrivals);
          }
          goOn = bring(batch(reader.position(), arrivals));
        }
      }
    } catch (BadJournal | MalformedEvent | UncheckedIOException e) {
      stop("the journal cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop("interrupted", e);
    }
  }

  private void read(JournalReader reader, Position limit, List<Arrival> arrivals) {
    while (arrivals.size() < limits.entriesMax()) {
      StoredRecord stored = reader.next(limit);
      if (stored == null) {
        return;
      }
      if (stored.isClose()) {
        state.pending(stored.written());
        JournalRecord record = stored.record();
        arrivals.add(new Arrival(record.organization(), stored.end(), record.event()));
      }
    }
  }

  private Batch batch(Position to, List<Arrival> arrivals) {
    return new Batch(journal.id(), journal.epoch(), state.applied(), to, arrivals);
  }

  /** Tries until the batch is in the ledger; false where it never will be, or time is up. */
  private boolean bring(Batch batch) throws InterruptedException {
    Duration pause = limits.retryMin();
    boolean inDoubt = false;
    while (!state.isClosing()) {
      try {
        applyOnce(batch, inDoubt);
        state.appliedUpTo(batch.to());
        forget(batch.to());
        return true;
      } catch (Fenced e) {
        // another process has taken the journal: what this one takes would never be counted
        journal.refuseFromNowOn("this node no longer owns its journal: " + e.getMessage());
        stop("another process has taken the journal", e);
        return false;
      } catch (OutOfOrder e) {
        stop("the ledger is not where this journal left it", e);
        return false;
      } catch (RuntimeException e) {
        inDoubt = true;
        retryLater(e);
        state.pause(pause);
        pause = shorter(pause.multipliedBy(2), limits.retryMax());
      }
    }
    return false;
  }

  private void applyOnce(Batch batch, boolean inDoubt) {
    if (inDoubt && isApplied(batch)) {
      return;
    }
    try {
      store.apply(batch);
    } catch (OutOfOrder e) {
      // the attempt in doubt may have come through between the question and this attempt
      if (!inDoubt || !isApplied(batch)) {
        throw e;
      }
    }
  }

  private boolean isApplied(Batch batch) {
    return store.applied(journal.id()).equals(batch.to());
  }

  /** Frees old segments. Where that fails, the ledger is right all the same. */
  private void forget(Position applied) {
    try {
      journal.applied(applied);
    } catch (UncheckedIOException e) {
      LOG.log(Level.WARNING, "an old segment of the journal stays", e);
    }
  }

  private void retryLater(RuntimeException e) {
    String trouble =
        e instanceof LedgerStore.Unavailable
            ? "the ledger cannot be reached: " + e.getMessage()
            : "the ledger refuses a batch: " + e.getClass().getSimpleName();
    if (!trouble.equals(state.trouble())) {
      LOG.log(Level.WARNING, trouble + "; it is tried again", e);
    }
    state.inTrouble(trouble);
  }

  private void stop(String why, Exception e) {
    LOG.log(Level.ERROR, "the ledger takes nothing more from the journal: " + why, e);
    state.stopped(why + ": " + e.getMessage());
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Ends after the transaction at hand; what is not in the ledger then comes at the next start. */
  @Override
  public void close() {
    state.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
