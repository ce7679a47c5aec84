package ai.meterr.storage.snapshot;

import ai.meterr.access.KeyDirectory;
import ai.meterr.storage.database.CannotStart;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.MasterKey;
import ai.meterr.storage.database.NotReachable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a snapshot of who may call, reaches the database again and again while it is away, and says
 * whether it is. The snapshot is taken anew when something changed, and at least each minute.
 */
public final class Standby implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Standby.class);
  private static final String FILE = "access.snapshot";
  private static final Duration RENEWED = Duration.ofMinutes(1);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final Database database;
  private final Runnable reach;
  private final SnapshotFile file;
  private final Duration staleMax;
  private final InstantSource clock;
  private final Thread keeper;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private volatile @Nullable Snapshot snapshot;

  /** Since when the database does not answer; null while it does. */
  private volatile @Nullable Instant awaySince;

  private String told = "";
  private boolean stale;
  private boolean closed;

  /**
   * @param data {@code METERR_DATA}
   * @param reach starts or reaches the server, prepares and migrates it; throws {@link CannotStart}
   * @param staleMax {@code METERR_STALE_MAX}
   */
  public Standby(
      Database database,
      Runnable reach,
      Path data,
      MasterKey master,
      Duration staleMax,
      InstantSource clock) {
    this.database = database;
    this.reach = reach;
    this.file = new SnapshotFile(data.resolve(FILE), master);
    this.staleMax = staleMax;
    this.clock = clock;
    this.keeper = Thread.ofPlatform().daemon().name("database-standby").unstarted(this::keep);
  }

  /**
   * Reaches the database, or else takes up what the last process has left to serve from.
   *
   * @throws CannotStart where there is nothing to serve from either
   */
  public void start() {
    try {
      reach.run();
      renew();
    } catch (NotReachable away) {
      snapshot = left().orElseThrow(() -> away);
      awaySince = clock.instant();
      LOG.warn(
          "{}: calls are served from what was known at {}", away.getMessage(), snapshot.contact());
    }
    keeper.start();
  }

  private Optional<Snapshot> left() {
    try {
      return file.read().filter(this::isFresh);
    } catch (IOException e) {
      LOG.warn("{} cannot be read", FILE, e);
      return Optional.empty();
    }
  }

  /** Something that the snapshot holds has changed. */
  public void accessChanged() {
    signal(() -> stale = true);
  }

  /** The database is slow, or a connection broke: a new snapshot tells whether it is away. */
  public void doubt() {
    signal(() -> stale = true);
  }

  /** The database did not answer: until it does, answers come from the snapshot. */
  void lost() {
    signal(
        () -> {
          stale = true;
          awaySince = awaySince == null ? clock.instant() : awaySince;
        });
  }

  private void signal(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isAway() {
    return awaySince != null;
  }

  /**
   * What was known last.
   *
   * @throws KeyDirectory.Unavailable where that is nothing, or too old
   */
  Snapshot known() {
    Snapshot last = snapshot;
    if (last == null || !isFresh(last)) {
      throw new KeyDirectory.Unavailable(
          "looking up while the database is away", new IOException("nothing fresh is known"));
    }
    return last;
  }

  /** Whether there is something to serve from. */
  boolean isFresh() {
    Snapshot last = snapshot;
    return last != null && isFresh(last);
  }

  private boolean isFresh(Snapshot last) {
    return Duration.between(last.contact(), clock.instant()).compareTo(staleMax) <= 0;
  }

  /** How it stands with the database, for the operator. */
  public sealed interface State {
    record Reached() implements State {}

    /** Calls are served all the same. */
    record Away(String what) implements State {}

    /** For so long that calls are not served any more. */
    record TooLong(String what) implements State {}
  }

  public State state() {
    Instant since = awaySince;
    if (since == null) {
      return new State.Reached();
    }
    String what = "the database has been away since " + since.truncatedTo(ChronoUnit.SECONDS);
    Snapshot last = snapshot;
    if (last == null || !isFresh(last)) {
      return new State.TooLong(what + ", for longer than METERR_STALE_MAX");
    }
    return new State.Away(
        what
            + ": calls are served from what was known then, until "
            + last.contact().plus(staleMax).truncatedTo(ChronoUnit.SECONDS));
  }

  private void keep() {
    try {
      while (awaitTurn()) {
        try {
          if (isAway()) {
            reach.run();
          }
          renew();
        } catch (RuntimeException e) {
          lost();
          tell(String.valueOf(e.getMessage()));
        }
      }
      writeDownTheLast();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeDownTheLast() {
    if (!isAway()) {
      try {
        renew();
      } catch (RuntimeException e) {
        LOG.warn("{} is as old as its last renewal: {}", FILE, e.getMessage());
      }
    }
  }

  private void tell(String why) {
    if (!why.equals(told)) {
      LOG.warn("the database is away: {}", why);
      told = why;
    }
  }

  /** Waits until there is something to do; false where that is nothing any more. */
  private boolean awaitTurn() throws InterruptedException {
    lock.lock();
    try {
      // a storm of changes is one
      long nanos = BETWEEN.toNanos();
      while (!closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      nanos = RENEWED.minus(BETWEEN).toNanos();
      while (!closed && !stale && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      stale = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void renew() {
    Snapshot fresh = SnapshotRows.read(database, clock.instant());
    snapshot = fresh;
    Instant since = awaySince;
    if (since != null) {
      LOG.info("the database is back, it was away since {}", since);
      awaySince = null;
      told = "";
    }
    try {
      file.write(fresh);
    } catch (IOException e) {
      LOG.warn("{} cannot be written: a start without the database would not serve", FILE, e);
    }
  }

  /**
   * Ends after what it does at this moment: a server that is being started is not left behind. What
   * has changed last is still written down.
   */
  @Override
  public void close() {
    signal(() -> closed = true);
    try {
      keeper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
