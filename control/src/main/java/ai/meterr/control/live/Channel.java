package ai.meterr.control.live;

import ai.meterr.ledger.report.Reports;
import ai.meterr.tenancy.OrganizationId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the listening clients of one organization share: the news that its ledger has grown, and the
 * latest reads. Nothing is queued for a client: it reads on from its own cursor when it can take
 * more, and finds what others have just read.
 */
final class Channel {
  /** Bounds what one read holds in memory: a few hundred KiB. */
  private static final int BATCH = 200;

  private static final int READS_KEPT = 4;

  private final OrganizationId organization;
  private final Reports reports;
  private final Duration trust;

  private final ReentrantLock news = new ReentrantLock();
  private final Condition grown = news.newCondition();
  private long generation;
  private boolean closed;

  private final ReentrantLock reading = new ReentrantLock();
  private final Map<String, Read> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Read> eldest) {
          return size() > READS_KEPT;
        }
      };

  /**
   * @param generation how often the ledger was known to have grown before the read
   * @param nanos when it was read, by {@link System#nanoTime}
   */
  private record Read(long generation, long nanos, Frames frames) {}

  /**
   * @param trust how long a read is believed without news: a signal may be lost on its way
   */
  Channel(OrganizationId organization, Reports reports, Duration trust) {
    this.organization = organization;
    this.reports = reports;
    this.trust = trust;
  }

  /** The ledger has grown. Does not wait for reads. */
  void grew() {
    news.lock();
    try {
      generation++;
      grown.signalAll();
    } finally {
      news.unlock();
    }
  }

  void close() {
    news.lock();
    try {
      closed = true;
      grown.signalAll();
    } finally {
      news.unlock();
    }
  }

  long generation() {
    news.lock();
    try {
      return generation;
    } finally {
      news.unlock();
    }
  }

  enum Woken {
    GREW,
    TIME_IS_UP,
    CLOSED
  }

  /** Waits until the ledger has grown beyond a generation. */
  Woken await(long seen, Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    news.lock();
    try {
      while (!closed && generation <= seen) {
        if (nanos <= 0) {
          return Woken.TIME_IS_UP;
        }
        nanos = grown.awaitNanos(nanos);
      }
      return closed ? Woken.CLOSED : Woken.GREW;
    } finally {
      news.unlock();
    }
  }

  /** The cursor of what comes from now on. */
  String now() {
    return reports.since(organization, null, 1).cursor();
  }

  /**
   * What follows a cursor.
   *
   * @param seen the generation that the answer must be at least as new as
   */
  Frames read(String cursor, long seen) throws InterruptedException {
    reading.lockInterruptibly();
    try {
      Read known = latest.get(cursor);
      if (known != null && isGood(known, seen)) {
        return known.frames;
      }
      long before = generation();
      long nanos = System.nanoTime();
      Frames frames = Frames.of(reports.since(organization, cursor, BATCH), BATCH);
      latest.put(cursor, new Read(before, nanos, frames));
      return frames;
    } finally {
      reading.unlock();
    }
  }

  private boolean isGood(Read read, long seen) {
    // a full read never changes: what follows it has cursors of its own
    return read.frames.full()
        || (read.generation >= seen && System.nanoTime() - read.nanos < trust.toNanos());
  }
}
