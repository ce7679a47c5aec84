package ai.meterr.ledger.json;

/** JSON that is not an event. */
public final class MalformedEvent extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedEvent(String message) {
    super(message);
  }

  MalformedEvent(String message, Throwable cause) {
    super(message, cause);
  }
}
