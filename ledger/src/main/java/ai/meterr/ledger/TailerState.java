package ai.meterr.ledger;

import ai.meterr.ledger.journal.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** How far the tailer is, for those who ask and those who wait. */
final class TailerState {
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** What the store has been told. */
  private volatile Position applied;

  /** Up to where no ended call is missing: at or beyond {@link #applied}. */
  private volatile Position settled;

  private volatile @Nullable Instant pendingSince;
  private volatile @Nullable String trouble;
  private volatile boolean stopped;
  private volatile boolean closing;
  private volatile boolean joined;

  TailerState(Position applied) {
    this.applied = applied;
    this.settled = applied;
  }

  Position applied() {
    return applied;
  }

  Position settled() {
    return settled;
  }

  @Nullable Instant pendingSince() {
    return pendingSince;
  }

  @Nullable String trouble() {
    return trouble;
  }

  boolean isStopped() {
    return stopped;
  }

  boolean isClosing() {
    return closing;
  }

  /** An ended call was found; the first one counts. */
  void pending(Instant written) {
    if (pendingSince == null) {
      pendingSince = written;
    }
  }

  /**
   * The store says how far it is: where it was thought to be, or elsewhere. What an entry waits for
   * since is told anew as records are read from there on.
   */
  void foundAt(Position position) {
    change(
        () -> {
          applied = position;
          settled = position;
          pendingSince = null;
          joined = true;
        });
  }

  /** Whether the store has ever said how far it is. */
  boolean hasJoined() {
    return joined;
  }

  /** No ended call is missing before it. */
  void settledUpTo(Position position) {
    change(
        () -> {
          settled = position;
          trouble = null;
        });
  }

  void appliedUpTo(Position position) {
    change(
        () -> {
          applied = position;
          settled = position;
          pendingSince = null;
          trouble = null;
        });
  }

  /**
   * @param now from then on entries wait, where none was known to
   */
  void inTrouble(String what, Instant now) {
    change(
        () -> {
          trouble = what;
          pendingSince = pendingSince == null ? now : pendingSince;
        });
  }

  void stopped(String why) {
    change(
        () -> {
          trouble = why;
          stopped = true;
        });
  }

  void close() {
    change(() -> closing = true);
  }

  boolean awaitSettled(Position position, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long nanos = atMost.toNanos();
      while (settled.compareTo(position) < 0 && !stopped && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return settled.compareTo(position) >= 0;
    } finally {
      lock.unlock();
    }
  }

  /** Waits, unless the tailer is to end. */
  void pause(Duration length) throws InterruptedException {
    lock.lock();
    try {
      long nanos = length.toNanos();
      while (!closing && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
