package ai.meterr.ledger.journal;

/**
 * The journal no longer keeps what stood at a position: it was applied, and older than what is to
 * be kept ({@code METERR_JOURNAL_KEEP}).
 */
public final class RecordsGone extends BadJournal {
  private static final long serialVersionUID = 1;

  /**
   * @param wanted from where on records are wanted
   * @param oldest the oldest segment that is kept
   */
  RecordsGone(Position wanted, String oldest) {
    super(
        "records from byte "
            + wanted.bytes()
            + " on are wanted, and the journal keeps them from "
            + oldest
            + " on only");
  }
}
