package ai.meterr.storage.database;

import org.jspecify.annotations.Nullable;

/** The database cannot be had. The message is one line for the operator and says what to do. */
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CannotStart(String message) {
    this(message, null);
  }

  public CannotStart(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
