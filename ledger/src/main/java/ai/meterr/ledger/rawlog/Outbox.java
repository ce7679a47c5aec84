package ai.meterr.ledger.rawlog;

import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries that the ledger has counted and the raw log may not have yet: appended in the ledger's
 * own transaction, so that it holds what the rollups count and nothing else. Blocking.
 */
public interface Outbox {

  /**
   * The journals whose entries this node is to put: its own, and those that no node has moved for a
   * while. That two nodes put the same ones is harmless.
   */
  List<Waiting> waiting(JournalId own);

  /**
   * What comes next of a journal, in its order: all entries of an arrival or none.
   *
   * @param entriesMax at least 2
   */
  Portion next(JournalId journal, int entriesMax);

  /** Says that the raw log has the portion. Nothing happens where somebody else has said so. */
  void put(Portion portion);

  /**
   * @param logged up to where the raw log has its entries; {@code counted} up to where the ledger
   *     has
   * @param since when the oldest entry that waits was counted; null where none does
   */
  record Waiting(JournalId journal, Position logged, Position counted, @Nullable Instant since) {}

  /**
   * @param from where the raw log was; {@code to} where it is when it has the entries
   */
  record Portion(JournalId journal, Position from, Position to, List<LoggedEntry> entries) {
    public Portion {
      entries = List.copyOf(entries);
    }

    public boolean isEmpty() {
      return from.equals(to);
    }
  }
}
