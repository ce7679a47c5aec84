package ai.meterr.ledger.journal;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.journal.Journal.Completion;
import ai.meterr.tenancy.OrganizationId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. Records are encoded on the threads that hand them over; what waits
 * when the writer comes round is written at once, and synced at once where that is asked for.
 */
final class JournalWriter {
  private static final Logger LOG = System.getLogger(JournalWriter.class.getName());
  private static final String CLOSED = "the journal is closed";

  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Appender appender;
  private final Progress progress;
  private final Sync sync;
  private final int waitingMax;
  private final Thread thread = Thread.ofPlatform().name("meterr-journal").unstarted(this::run);

  /** In the batch, not yet written. */
  private final List<Added> added = new ArrayList<>();

  /** Events of reports that wait. */
  private final AtomicInteger reported = new AtomicInteger();

  /** Set once the thread looks at the queue no more. */
  private volatile boolean gone;

  private sealed interface Waiting {}

  private record Append(Frame.Kind kind, CallKey call, byte[] frame, Completion completion)
      implements Waiting {}

  private record Report(List<byte[]> frames, List<CallKey> calls, ReportFate fate)
      implements Waiting {}

  private record End() implements Waiting {}

  private record Added(Position end, Completion completion) {}

  JournalWriter(Appender appender, Progress progress, Sync sync, int waitingMax) {
    this.appender = appender;
    this.progress = progress;
    this.sync = sync;
    this.waitingMax = waitingMax;
  }

  void start() {
    thread.start();
  }

  void append(JournalRecord record, Completion completion) {
    Frame.Kind kind = Frame.Kind.of(record);
    String failure = progress.failure();
    if (failure != null) {
      completion.refused(failure);
    } else if (kind == Frame.Kind.OPEN && queue.size() >= waitingMax) {
      completion.refused("the journal's disk is too slow: " + waitingMax + " records wait");
    } else {
      CallKey call = new CallKey(record.organization(), record.event().id());
      hand(new Append(kind, call, Frame.encode(record), completion));
    }
  }

  void report(OrganizationId organization, List<UsageEvent> events, ReportFate fate) {
    String failure = progress.failure();
    if (failure != null) {
      fate.refused(failure);
    } else if (reported.get() + events.size() > waitingMax) {
      fate.refused("the journal's disk is too slow: " + reported.get() + " reported events wait");
    } else {
      List<byte[]> frames = new ArrayList<>(events.size());
      List<CallKey> calls = new ArrayList<>(events.size());
      for (UsageEvent event : events) {
        frames.add(Frame.encode(new JournalRecord.Report(organization, event)));
        calls.add(new CallKey(organization, event.id()));
      }
      reported.addAndGet(events.size());
      hand(new Report(frames, calls, fate));
    }
  }

  private void hand(Waiting waiting) {
    queue.add(waiting);
    if (gone && queue.remove(waiting)) {
      refuse(waiting, CLOSED);
    }
  }

  private static void refuse(Waiting waiting, String why) {
    switch (waiting) {
      case Append append -> refuse(append.completion, why);
      case Report report -> tell(() -> report.fate.refused(why));
      case End end -> {}
    }
  }

  private void run() {
    List<Waiting> waiting = new ArrayList<>();
    boolean ending = false;
    while (!ending) {
      waiting.clear();
      waiting.add(take());
      queue.drainTo(waiting);
      ending = waiting.removeIf(End.class::isInstance);
      write(waiting);
    }
    finish();
    gone = true;
    waiting.clear();
    queue.drainTo(waiting);
    waiting.forEach(late -> refuse(late, CLOSED));
  }

  private Waiting take() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException notOurs) {
        // nobody has a reason to: the end comes through the queue
        LOG.log(Level.WARNING, "the journal's thread was interrupted, and goes on");
      }
    }
  }

  private void write(List<Waiting> waiting) {
    for (Waiting next : waiting) {
      switch (next) {
        case Append append -> add(append);
        case Report report -> add(report);
        case End end -> {}
      }
    }
    commit();
  }

  private void add(Report report) {
    for (int i = 0; i < report.frames.size(); i++) {
      add(
          new Append(
              Frame.Kind.REPORT,
              report.calls.get(i),
              report.frames.get(i),
              new OneOf(report.fate, i)));
    }
    reported.addAndGet(-report.frames.size());
  }

  /** An event of a report: the ledger tells when it is durable. */
  private record OneOf(ReportFate fate, int index) implements Completion {
    @Override
    public void durable(Position end) {}

    @Override
    public void refused(String why) {
      fate.refused(why);
    }
  }

  private void add(Append append) {
    if (!appender.hasBatchRoom()) {
      commit();
    }
    String refusal = progress.failure();
    if (refusal == null) {
      try {
        refusal = appender.add(append.kind, append.call, append.frame);
      } catch (IOException | RuntimeException e) {
        refusal = fail(e);
      }
    }
    if (refusal == null) {
      if (append.completion instanceof OneOf(var fate, var index)) {
        tell(() -> fate.placed(index, appender.end()));
      }
      added.add(new Added(appender.end(), append.completion));
    } else {
      refuse(append.completion, refusal);
    }
  }

  private void commit() {
    String failure = writeBatch();
    for (Added record : added) {
      if (failure == null) {
        tell(() -> record.completion.durable(record.end));
      } else {
        refuse(record.completion, failure);
      }
    }
    added.clear();
  }

  private @Nullable String writeBatch() {
    if (progress.failure() == null && !added.isEmpty()) {
      try {
        appender.write();
        if (sync == Sync.DISK) {
          appender.sync();
        }
      } catch (IOException | RuntimeException e) {
        fail(e);
      }
    }
    return progress.failure();
  }

  private String fail(Exception e) {
    LOG.log(Level.ERROR, "the journal takes nothing any more: " + e);
    String why = "the journal failed: " + e.getMessage();
    progress.failed(why);
    return why;
  }

  private static void refuse(Completion completion, String why) {
    tell(() -> completion.refused(why));
  }

  private static void tell(Runnable completion) {
    try {
      completion.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "whoever waited for the journal threw", e);
    }
  }

  private void finish() {
    try {
      if (progress.failure() == null) {
        appender.sync();
        appender.seal();
      } else {
        appender.abandon();
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  void close() {
    queue.add(new End());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
