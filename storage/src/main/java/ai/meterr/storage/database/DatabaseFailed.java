package ai.meterr.storage.database;

import java.sql.SQLException;

/** The database did not do what it was asked, or could not be reached. */
public final class DatabaseFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param doing what was tried, without any value of anybody's
   */
  public DatabaseFailed(String doing, SQLException cause) {
    super(doing + " (" + cause.getSQLState() + ")", cause);
  }
}
