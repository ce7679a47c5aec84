package ai.meterr.gateway;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.journal.Journal;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.Position;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A journal in memory that answers when the test says so, or at once. */
final class HandMadeJournal implements Journal {
  /** A record that waits for its answer. */
  record Waiting(JournalRecord record, Completion completion) {
    UsageEvent event() {
      return record.event();
    }

    boolean looksBack() {
      return record instanceof JournalRecord.Close close && close.looksBack();
    }

    void durable() {
      completion.durable(new Position(1));
    }

    void refused() {
      completion.refused("the test refuses");
    }
  }

  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private final BlockingQueue<UsageEvent> closed = new LinkedBlockingQueue<>();
  private final List<JournalRecord> records = new CopyOnWriteArrayList<>();
  private volatile boolean answersItself;

  HandMadeJournal answersItself() {
    answersItself = true;
    return this;
  }

  @Override
  public void append(JournalRecord record, Completion completion) {
    records.add(record);
    if (answersItself) {
      completion.durable(new Position(records.size()));
      if (record instanceof JournalRecord.Close) {
        closed.add(record.event());
      }
    } else {
      waiting.add(new Waiting(record, completion));
    }
  }

  Waiting open() throws InterruptedException {
    return next(JournalRecord.Open.class);
  }

  Waiting close() throws InterruptedException {
    return next(JournalRecord.Close.class);
  }

  private Waiting next(Class<? extends JournalRecord> type) throws InterruptedException {
    Waiting next = waiting.poll(10, TimeUnit.SECONDS);
    if (next == null || !type.isInstance(next.record)) {
      throw new AssertionError("no " + type.getSimpleName() + " came, but " + next);
    }
    return next;
  }

  boolean isAsked() {
    return !waiting.isEmpty();
  }

  /** The event of the next close record, where the journal answers itself. */
  UsageEvent closedEvent() throws InterruptedException {
    UsageEvent event = closed.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no call was closed");
    }
    return event;
  }

  long opens() {
    return records.stream().filter(JournalRecord.Open.class::isInstance).count();
  }

  long closes() {
    return records.stream().filter(JournalRecord.Close.class::isInstance).count();
  }
}
