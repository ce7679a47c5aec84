package ai.meterr.storage.database;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;

/**
 * The database did not do what it was asked, or could not be reached. Where it is away, an {@link
 * IOException} is among the causes.
 */
public final class DatabaseFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param doing what was tried, without any value of anybody's
   */
  public DatabaseFailed(String doing, SQLException cause) {
    super(
        doing + " (" + cause.getSQLState() + ")",
        isAway(cause) ? new IOException("the database is away", cause) : cause);
  }

  /**
   * Whether the same may work when the server is back: classes of PostgreSQL's error codes, and a
   * pool that found no connection.
   */
  static boolean isAway(SQLException e) {
    String state = e.getSQLState();
    if (state == null) {
      return e instanceof SQLTransientException;
    }
    return state.startsWith("08") // no connection, or lost in the middle
        || state.startsWith("57P") // shutting down, crashed, starting
        || state.startsWith("53") // no connections, memory or disk left
        || state.startsWith("58") // its disk fails
        || state.equals("25006"); // a standby that is not the primary yet
  }
}
