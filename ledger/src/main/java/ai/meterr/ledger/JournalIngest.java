package ai.meterr.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.journal.ReportFate;
import ai.meterr.tenancy.OrganizationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reports go the way of calls: into the journal, and by the tailer into the ledger. The tailer
 * reads only what is on disk, so an outcome means that the event is durable.
 */
public final class JournalIngest implements Ingest {
  private final FileJournal journal;
  private final Expected expected;
  private final Duration atMost;

  /**
   * @param atMost how long a report may take to reach the ledger
   */
  public JournalIngest(FileJournal journal, Tailer tailer, Duration atMost) {
    this.journal = journal;
    this.expected = tailer.expected();
    this.atMost = atMost;
  }

  @Override
  public Answer take(OrganizationId organization, List<UsageEvent> events)
      throws InterruptedException {
    Delivery delivery = new Delivery(expected, events.size());
    try {
      journal.report(organization, events, delivery);
      return delivery.await(atMost);
    } finally {
      delivery.leave();
    }
  }

  /** One report on its way. */
  private static final class Delivery implements ReportFate, Expected.Waiting {
    private final Expected expected;
    private final Lock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private final @Nullable Position[] places;
    private final @Nullable Outcome[] outcomes;

    /** Next index whose outcome is not known: the ledger keeps the journal's order. */
    private int next;

    private @Nullable String failure;
    private boolean left;

    Delivery(Expected expected, int events) {
      this.expected = expected;
      this.places = new @Nullable Position[events];
      this.outcomes = new @Nullable Outcome[events];
    }

    @Override
    public void placed(int index, Position end) {
      lock.lock();
      try {
        if (!left) {
          places[index] = end;
          expected.add(end, this);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void refused(String why) {
      fail(why);
    }

    @Override
    public void told(Position position, @Nullable Outcome outcome) {
      if (outcome == null) {
        fail("what became of it is not known");
        return;
      }
      lock.lock();
      try {
        while (next < places.length && !position.equals(places[next])) {
          next++;
        }
        if (next < places.length) {
          outcomes[next] = outcome;
          next++;
        }
        if (next == places.length) {
          over.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }

    private void fail(String why) {
      lock.lock();
      try {
        failure = failure == null ? why : failure;
        over.signalAll();
      } finally {
        lock.unlock();
      }
    }

    Answer await(Duration atMost) throws InterruptedException {
      lock.lock();
      try {
        long nanos = atMost.toNanos();
        while (next < outcomes.length && failure == null && nanos > 0) {
          nanos = over.awaitNanos(nanos);
        }
        if (failure != null) {
          return new Answer.NotInTime(failure);
        }
        List<Outcome> all = new ArrayList<>(outcomes.length);
        for (Outcome outcome : outcomes) {
          if (outcome == null) {
            return new Answer.NotInTime("the ledger is behind");
          }
          all.add(outcome);
        }
        return new Answer.Settled(all);
      } finally {
        lock.unlock();
      }
    }

    /** Nobody waits any more: what is told later is told to no one. */
    void leave() {
      lock.lock();
      try {
        left = true;
        for (Position place : places) {
          if (place != null) {
            expected.remove(place);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
