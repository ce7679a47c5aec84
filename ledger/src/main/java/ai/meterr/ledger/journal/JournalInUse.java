package ai.meterr.ledger.journal;

/** The journal's folder is held by another process. */
public final class JournalInUse extends RuntimeException {
  private static final long serialVersionUID = 1;

  public JournalInUse(String message) {
    super(message);
  }
}
