package ai.meterr.storage.ledger;

import ai.meterr.ledger.journal.JournalId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The journals by their number in the database: few, one per data folder. */
final class Journals {
  private Journals() {}

  static Map<Integer, JournalId> byNumber(Connection connection) throws SQLException {
    Map<Integer, JournalId> journals = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select number, id from journals")) {
      while (rows.next()) {
        journals.put(rows.getInt(1), new JournalId(rows.getObject(2, UUID.class)));
      }
    }
    return journals;
  }
}
