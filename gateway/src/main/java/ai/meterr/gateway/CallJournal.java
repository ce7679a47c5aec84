package ai.meterr.gateway;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.journal.Journal;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.Position;
import ai.meterr.tenancy.OrganizationId;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;

/** The journal as a call sees it: the answer comes back on the call's own event loop. */
final class CallJournal {
  interface Answer {
    void durable();

    /** It cannot be written; {@code why} is for the log. */
    void refused(String why);
  }

  private final Journal journal;

  CallJournal(Journal journal) {
    this.journal = journal;
  }

  void open(
      OrganizationId organization, UsageEvent ifMeterrDies, EventExecutor loop, Answer answer) {
    journal.append(new JournalRecord.Open(organization, ifMeterrDies), onLoop(loop, answer));
  }

  void close(Call call, UsageEvent event, EventExecutor loop, Answer answer) {
    journal.append(
        new JournalRecord.Close(call.caller().organization(), event, call.endpoint().looksBack()),
        onLoop(loop, answer));
  }

  private static Journal.Completion onLoop(EventExecutor loop, Answer answer) {
    return new Journal.Completion() {
      @Override
      public void durable(Position end) {
        run(loop, answer::durable);
      }

      @Override
      public void refused(String why) {
        run(loop, () -> answer.refused(why));
      }
    };
  }

  private static void run(EventExecutor loop, Runnable step) {
    try {
      loop.execute(step);
    } catch (RejectedExecutionException closed) {
      // the port has closed, and with it every connection: nobody waits for this call any more
    }
  }
}
