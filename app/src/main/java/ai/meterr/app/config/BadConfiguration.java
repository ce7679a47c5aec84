package ai.meterr.app.config;

/**
 * Something the operator said cannot be followed. The message is one line, names the variable, and
 * never holds a secret's value.
 */
public final class BadConfiguration extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadConfiguration(String message) {
    super(message);
  }
}
