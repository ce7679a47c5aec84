package ai.meterr.providers.answer;

/**
 * A provider's figures contradict each other. The message is for a note: names and numbers only.
 */
public final class Nonsense extends Exception {
  private static final long serialVersionUID = 1;

  public Nonsense(String message) {
    super(message);
  }

  /** The message, never null. */
  public String note() {
    return "usage makes no sense: " + getMessage();
  }
}
