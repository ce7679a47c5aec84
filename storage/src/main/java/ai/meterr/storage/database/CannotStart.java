package ai.meterr.storage.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database cannot be had. The message is one line for the operator and says what to do. */
public sealed class CannotStart extends RuntimeException permits NotReachable {
  private static final long serialVersionUID = 1;

  public CannotStart(String message) {
    this(message, null);
  }

  public CannotStart(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** {@link NotReachable} where the cause is that the server is away. */
  public static CannotStart because(String message, Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && DatabaseFailed.isAway(sql)) {
        return new NotReachable(message, cause);
      }
    }
    return new CannotStart(message, cause);
  }
}
