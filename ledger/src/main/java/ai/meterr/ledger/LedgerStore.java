package ai.meterr.ledger;

import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import java.util.List;
import java.util.UUID;

/** Where entries are kept and summed. Blocking. Every implementation runs the same contract kit. */
public interface LedgerStore {

  /**
   * Takes the journal for this process: its epoch becomes {@code lastEpoch + 1}, which is returned.
   * The folder writes that epoch down before it asks, so a process that dies in between leaves the
   * store behind the folder, never ahead of it. Who holds the journal may ask again, after an
   * answer that got lost or of a store that was put back to an older state.
   *
   * @param lastEpoch the epoch that the journal's folder remembers, 0 for a new one
   * @param holder one process, from the opening of its journal to its end
   * @throws Fenced where the store knows a later epoch, or this one under another holder: the
   *     folder is a copy, or another process has taken it
   * @throws Unavailable where the store cannot be reached
   */
  long lease(JournalId journal, long lastEpoch, UUID holder);

  /**
   * Up to where the journal has been applied; {@link Position#START} for a new one.
   *
   * @throws Unavailable where the store cannot be reached
   */
  Position applied(JournalId journal);

  /**
   * Applies a batch in one transaction: appends entries, adds to the rollups, moves the offset.
   * Either all of it happens or none. An arrival that the store can never take, for what it holds,
   * must not keep others waiting: one that comes alone is put aside, whole and in sight, as the
   * offset moves past it; its outcome is {@link Outcome#REFUSED}.
   *
   * @return one outcome per arrival, in their order
   * @throws Fenced where the epoch is not the current one, or the journal was never leased
   * @throws OutOfOrder where the batch does not begin where the journal was applied up to, e.g. as
   *     the store was put back to an older state
   * @throws Refused where the batch can never be applied for what one of several arrivals holds;
   *     nothing of it was: bring them in smaller batches
   * @throws Unavailable where the store cannot be reached; whether the batch was applied is then
   *     unknown: ask {@link #applied}
   */
  List<Outcome> apply(Batch batch);

  /**
   * @param from exclusive end of the batch before; {@code to} exclusive end of this one
   */
  record Batch(JournalId journal, long epoch, Position from, Position to, List<Arrival> arrivals) {
    public Batch {
      arrivals = List.copyOf(arrivals);
    }
  }

  final class Fenced extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Fenced(String message) {
      super(message);
    }
  }

  final class OutOfOrder extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OutOfOrder(String message) {
      super(message);
    }
  }

  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param why holds no value of anybody's
     */
    public Refused(String why, Throwable cause) {
      super(why, cause);
    }
  }

  final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unavailable(String doing, Throwable cause) {
      super(doing, cause);
    }
  }
}
