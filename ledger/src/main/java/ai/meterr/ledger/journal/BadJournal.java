package ai.meterr.ledger.journal;

/**
 * What stands in the journal's folder is not what was once written there: damaged, missing, or of a
 * version that this one cannot read. Nothing is guessed: a person must look.
 */
public sealed class BadJournal extends RuntimeException permits RecordsGone {
  private static final long serialVersionUID = 1;

  public BadJournal(String message) {
    super(message);
  }
}
