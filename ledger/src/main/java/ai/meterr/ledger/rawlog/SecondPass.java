package ai.meterr.ledger.rawlog;

import ai.meterr.ledger.Lag;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.rawlog.Outbox.Portion;
import ai.meterr.ledger.rawlog.Outbox.Waiting;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings counted entries from the outbox to a raw log outside of the ledger's database: put first,
 * then said so. Whatever dies in between, the next pass puts them again, which is harmless. One
 * thread; what the raw log lacks never keeps the ledger from going on.
 */
public final class SecondPass implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SecondPass.class.getName());

  private final Outbox outbox;
  private final EntrySink rawLog;
  private final JournalId own;
  private final Pace pace;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile Position logged = Position.START;
  private volatile long bytes;
  private volatile @Nullable Instant since;
  private volatile @Nullable String trouble;

  /**
   * @param entriesMax entries of one portion, at least 2
   * @param look how often it looks for new ones
   * @param retry pause after a failure
   */
  public record Pace(int entriesMax, Duration look, Duration retry) {
    public static final Pace USUAL = new Pace(1_000, Duration.ofMillis(200), Duration.ofSeconds(2));
  }

  private SecondPass(
      Outbox outbox, EntrySink rawLog, JournalId own, Pace pace, InstantSource clock) {
    this.outbox = outbox;
    this.rawLog = rawLog;
    this.own = own;
    this.pace = pace;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("meterr-raw-log").unstarted(this::run);
  }

  /**
   * @param own this node's journal
   */
  public static SecondPass start(
      Outbox outbox, EntrySink rawLog, JournalId own, Pace pace, InstantSource clock) {
    SecondPass pass = new SecondPass(outbox, rawLog, own, pace, clock);
    pass.thread.start();
    return pass;
  }

  /** Up to where the raw log is known to have the entries of this node's journal. */
  public Position logged() {
    return logged;
  }

  /** How far the raw log is behind the ledger. */
  public Lag lag() {
    Instant oldest = since;
    Duration age = oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
    return new Lag(bytes, age.isNegative() ? Duration.ZERO : age, trouble, false);
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (!isClosingAfter(pause)) {
      try {
        pause = round() ? Duration.ZERO : pace.look();
        trouble = null;
      } catch (RuntimeException e) {
        troubled(e);
        pause = pace.retry();
      }
    }
  }

  private boolean isClosingAfter(Duration pause) {
    try {
      return closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** One portion of each journal that waits; false where there was none. */
  private boolean round() {
    boolean moved = false;
    for (Waiting waiting : outbox.waiting(own)) {
      if (waiting.journal().equals(own)) {
        logged = waiting.logged();
        bytes = waiting.counted().bytes() - waiting.logged().bytes();
        since = waiting.since();
      }
      if (!waiting.logged().equals(waiting.counted()) && closing.getCount() > 0) {
        moved |= bring(waiting.journal());
      }
    }
    return moved;
  }

  private boolean bring(JournalId journal) {
    Portion portion = outbox.next(journal, pace.entriesMax());
    if (portion.isEmpty()) {
      return false;
    }
    rawLog.put(portion.entries());
    outbox.put(portion);
    return true;
  }

  private void troubled(RuntimeException e) {
    String what =
        e instanceof RawLogUnavailable
            ? "the raw log lags behind: " + e.getMessage()
            : "the raw log's second pass fails: " + e.getClass().getSimpleName();
    if (!what.equals(trouble)) {
      LOG.log(Level.WARNING, what + "; it is tried again", e);
    }
    trouble = what;
  }

  /** Ends after the portion at hand; what is not in the raw log then comes at the next start. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
