package ai.meterr.ledger;

import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.ledger.LedgerStore.Fenced;
import ai.meterr.ledger.LedgerStore.OutOfOrder;
import ai.meterr.ledger.LedgerStore.Refused;
import ai.meterr.ledger.journal.BadJournal;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.JournalReader;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.journal.RecordsGone;
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
 * in one transaction of the store. Whenever the store did not do what it was asked, it is asked how
 * far it is, and the journal is read from there on: a lost answer, an outage, and a store that was
 * put back to an older state are one and the same. One thread.
 *
 * <p>It reads what is on disk only, so the ledger never knows of a record that a power cut could
 * take out of the journal. Open records are passed over: one whose call never ends gets its close
 * from the journal at the next start. What waits for the store waits on disk, not in memory.
 */
public final class Tailer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Tailer.class.getName());
  private static final Duration LOOK = Duration.ofMillis(200);

  private final FileJournal journal;
  private final LedgerStore store;
  private final TailerLimits limits;
  private final InstantSource clock;
  private final TailerState state;
  private final Expected expected = new Expected();
  private final Thread thread;

  /** Before the store is asked again; doubles while it does not do what it is asked. */
  private Duration pause;

  private Tailer(FileJournal journal, LedgerStore store, TailerLimits limits, InstantSource clock) {
    this.journal = journal;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.state = new TailerState(journal.written());
    this.pause = limits.retryMin();
    this.thread = Thread.ofPlatform().name("meterr-ledger").unstarted(this::run);
  }

  /**
   * Leases the journal and begins where the store is. A store that cannot be reached, or that was
   * put back to before what the journal keeps, is asked again and again; {@link #lag} tells.
   *
   * @throws Fenced where the journal's folder is a copy
   * @throws BadJournal where the ledger is ahead of the journal
   */
  public static Tailer start(
      FileJournal journal, LedgerStore store, TailerLimits limits, InstantSource clock) {
    Tailer tailer = new Tailer(journal, store, limits, clock);
    try {
      tailer.join().close();
    } catch (LedgerStore.Unavailable | RecordsGone e) {
      tailer.retryLater(e);
    }
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

  /**
   * Those who wait for what becomes of their arrivals: they say so before a record can be read from
   * the journal.
   */
  Expected expected() {
    return expected;
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

  private void run() {
    try {
      while (!state.isClosing()) {
        try (JournalReader reader = join()) {
          follow(reader);
        } catch (RecordsGone e) {
          retryLater(e);
        } catch (Fenced | BadJournal | MalformedEvent | UncheckedIOException e) {
          throw e;
        } catch (RuntimeException e) {
          retryLater(e);
        }
        state.pause(pause);
        pause = shorter(pause.multipliedBy(2), limits.retryMax());
      }
    } catch (Fenced e) {
      // another process has taken the journal: what this one takes would never be counted
      journal.refuseFromNowOn("this node no longer owns its journal: " + e.getMessage());
      stop("another process has taken the journal", e);
    } catch (BadJournal | MalformedEvent | UncheckedIOException e) {
      stop("the journal cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop("interrupted", e);
    }
  }

  /** Takes the journal, asks the store how far it is, and opens the journal there. */
  private JournalReader join() {
    long epoch = store.lease(journal.id(), journal.epoch() - 1, journal.holder());
    if (epoch != journal.epoch()) {
      throw new IllegalStateException(
          "leased epoch " + epoch + ", the journal wrote down " + journal.epoch());
    }
    Position applied = store.applied(journal.id());
    if (applied.compareTo(journal.written()) > 0) {
      String ahead =
          "the ledger holds this journal up to "
              + applied.bytes()
              + ", but it ends at "
              + journal.written().bytes();
      // what is written from here on would lie where the ledger has been already
      journal.refuseFromNowOn(ahead);
      throw new BadJournal(ahead);
    }
    JournalReader reader = journal.readFrom(applied);
    if (applied.compareTo(state.applied()) < 0 && state.hasJoined()) {
      LOG.log(
          Level.WARNING,
          "the ledger was put back from "
              + state.applied().bytes()
              + " to "
              + applied.bytes()
              + ": what it lacks is brought again from the journal");
    }
    state.foundAt(applied);
    expected.passed(applied);
    return reader;
  }

  /** Brings what comes, until the store does not do what it is asked, or the end. */
  private void follow(JournalReader reader) throws InterruptedException {
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
        arrivals.add(
            new Arrival(record.organization(), stored.end(), record.event(), stored.looksBack()));
      }
    }
  }

  private Batch batch(Position to, List<Arrival> arrivals) {
    return new Batch(journal.id(), journal.epoch(), state.applied(), to, arrivals);
  }

  /** False where nobody knows whether the batch is in the ledger: then the store must be asked. */
  private boolean bring(Batch batch) {
    List<Outcome> outcomes;
    try {
      outcomes = store.apply(batch);
    } catch (Fenced | OutOfOrder e) {
      LOG.log(Level.DEBUG, "the ledger is not where this journal left it: it is asked", e);
      return false;
    } catch (Refused e) {
      return bringInHalves(batch, e);
    } catch (RuntimeException e) {
      retryLater(e);
      return false;
    }
    state.appliedUpTo(batch.to());
    expected.applied(batch.arrivals(), outcomes);
    pause = limits.retryMin();
    forget(batch.to());
    return true;
  }

  /** So that what the store can never take is found, and stands alone when it is brought again. */
  private boolean bringInHalves(Batch batch, Refused why) {
    int half = batch.arrivals().size() / 2;
    if (half == 0) {
      retryLater(why);
      return false;
    }
    Position middle = batch.arrivals().get(half - 1).position();
    List<Arrival> first = batch.arrivals().subList(0, half);
    List<Arrival> second = batch.arrivals().subList(half, batch.arrivals().size());
    return bring(new Batch(batch.journal(), batch.epoch(), batch.from(), middle, first))
        && bring(new Batch(batch.journal(), batch.epoch(), middle, batch.to(), second));
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
        switch (e) {
          case LedgerStore.Unavailable away -> "the ledger cannot be reached: " + e.getMessage();
          case RecordsGone gone ->
              "the database was put back to before what the journal keeps, and nothing is counted"
                  + " until a later backup is restored: "
                  + e.getMessage();
          default -> "the ledger refuses a batch: " + e.getClass().getSimpleName();
        };
    if (!trouble.equals(state.trouble())) {
      LOG.log(Level.WARNING, trouble + "; it is tried again", e);
    }
    state.inTrouble(trouble, clock.instant());
  }

  private void stop(String why, Exception e) {
    LOG.log(Level.ERROR, "the ledger takes nothing more from the journal: " + why, e);
    state.stopped(why + ": " + e.getMessage());
    expected.end();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Ends after the transaction at hand; what is not in the ledger then comes at the next start. */
  @Override
  public void close() {
    state.close();
    expected.end();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
