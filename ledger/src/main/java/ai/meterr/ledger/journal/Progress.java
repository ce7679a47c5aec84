package ai.meterr.ledger.journal;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** How far the journal is written and on disk, and whether it has failed. */
final class Progress {
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Position written;
  private volatile Position synced;
  private volatile @Nullable String failure;
  private volatile boolean ending;

  Progress(Position end) {
    this.written = end;
    this.synced = end;
  }

  Position written() {
    return written;
  }

  Position synced() {
    return synced;
  }

  /** Why nothing is taken any more; null while all is well. */
  @Nullable String failure() {
    return failure;
  }

  void writtenUpTo(Position position) {
    change(() -> written = position);
  }

  /** A sync that began earlier may end later: what is on disk stays on disk. */
  void syncedUpTo(Position position) {
    change(() -> synced = position.compareTo(synced) > 0 ? position : synced);
  }

  /** The first failure stands. */
  void failed(String why) {
    change(() -> failure = failure == null ? why : failure);
  }

  /** Nobody need wait for work any more. */
  void ending() {
    change(() -> ending = true);
  }

  /** Waits until the journal is on disk beyond a position; returns how far it is either way. */
  Position awaitSyncedBeyond(Position position, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long nanos = atMost.toNanos();
      while (synced.compareTo(position) <= 0 && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return synced;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is written that is not on disk; false where the journal ends instead. */
  boolean awaitUnsynced() throws InterruptedException {
    lock.lock();
    try {
      while (written.equals(synced) && !ending && failure == null) {
        changed.await();
      }
      return !ending && failure == null;
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
