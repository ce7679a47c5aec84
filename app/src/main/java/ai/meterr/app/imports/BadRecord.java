package ai.meterr.app.imports;

/** A line that is no record of an exchange. The message says why, never what stood there. */
final class BadRecord extends Exception {
  private static final long serialVersionUID = 1;

  BadRecord(String message) {
    super(message);
  }
}
