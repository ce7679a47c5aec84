package ai.meterr.storage.ledger;

import ai.meterr.storage.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes one increment of many, so that who reads a period never meets more than some dozens: what
 * is deleted and what is added is the same, in one transaction. One node at a time, and only while
 * nobody seals: both delete increments and small blocks, and would wait for each other in a circle.
 */
final class Merging {
  /** Of a period, that readers may meet for long. */
  private static final int ROWS_MAX = 32;

  /** In one transaction, so that it ends soon. */
  private static final int PERIODS_AT_ONCE = 50;

  private static final String TAKE =
      """
      delete from increments i using (
        select organization_id, cube, starts from increments
        group by organization_id, cube, starts having count(*) >= %d limit %d) many
      where i.organization_id = many.organization_id and i.cube = many.cube
        and i.starts = many.starts
      returning i.organization_id, i.cube, i.starts, i.lines\
      """
          .formatted(ROWS_MAX, PERIODS_AT_ONCE);

  private final Database database;

  Merging(Database database) {
    this.database = database;
  }

  /** Returns of how many periods increments were merged. */
  int mergeMany() {
    return database.asLedger(
        "merging increments", connection -> isAlone(connection) ? merge(connection) : 0);
  }

  private static boolean isAlone(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select pg_try_advisory_xact_lock(" + Sealed.MERGE_LOCK + ")")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static int merge(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
      Increments taken = Increments.returnedBy(statement);
      int periods = taken.sums().size();
      taken.moveToBlocks(connection);
      taken.insert(connection);
      return periods;
    }
  }
}
