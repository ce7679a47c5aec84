package ai.meterr.storage.database;

/** The database is away just now: it may come by itself, without anybody changing a setting. */
public final class NotReachable extends CannotStart {
  private static final long serialVersionUID = 1;

  public NotReachable(String message, Throwable cause) {
    super(message, cause);
  }
}
