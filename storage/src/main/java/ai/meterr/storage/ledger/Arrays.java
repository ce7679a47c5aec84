package ai.meterr.storage.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Columns of many rows as array parameters, for {@code unnest}. */
final class Arrays {
  private Arrays() {}

  static void set(
      Connection connection, PreparedStatement statement, int index, String type, Object[] values)
      throws SQLException {
    statement.setArray(index, connection.createArrayOf(type, values));
  }
}
