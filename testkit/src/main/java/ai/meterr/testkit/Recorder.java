package ai.meterr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.ledger.journal.Journal;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.Position;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hands records to a journal and waits for what becomes of them. */
public final class Recorder {
  private static final long SECONDS_MAX = 20;

  private final Journal journal;

  public Recorder(Journal journal) {
    this.journal = journal;
  }

  /**
   * @param end null where it was refused
   * @param refusal null where it is durable
   */
  public record Outcome(@Nullable Position end, @Nullable String refusal) {}

  public CompletableFuture<Outcome> append(JournalRecord record) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    journal.append(
        record,
        new Journal.Completion() {
          @Override
          public void durable(Position end) {
            complete(new Outcome(end, null));
          }

          @Override
          public void refused(String why) {
            complete(new Outcome(null, why));
          }

          private void complete(Outcome what) {
            if (!outcome.complete(what)) {
              outcome.obtrudeException(new AssertionError("completed twice"));
            }
          }
        });
    return outcome;
  }

  /** Waits until the record is durable; returns where it ends. */
  public Position durable(JournalRecord record) {
    Outcome outcome = await(append(record));
    assertThat(outcome.refusal()).isNull();
    return Objects.requireNonNull(outcome.end());
  }

  /** Waits until the record is refused; returns why. */
  public String refused(JournalRecord record) {
    Outcome outcome = await(append(record));
    assertThat(outcome.end()).isNull();
    return Objects.requireNonNull(outcome.refusal());
  }

  public static Outcome await(CompletableFuture<Outcome> outcome) {
    return outcome.orTimeout(SECONDS_MAX, TimeUnit.SECONDS).join();
  }
}
