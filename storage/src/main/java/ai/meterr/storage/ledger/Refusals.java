package ai.meterr.storage.ledger;

import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.json.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/**
 * Arrivals that PostgreSQL can never take for what they hold, e.g. a name longer than an index can
 * be: kept whole, in a table of their own, in no sum.
 */
final class Refusals {
  /** Classes of SQLSTATE: a value that no column can hold, a limit of the server. */
  private static final String DATA = "22";

  private static final String LIMIT = "54";

  private Refusals() {}

  /** Why it would fail for ever, without any value of anybody's; null where it need not. */
  static @Nullable String why(RuntimeException e) {
    if (e instanceof ArithmeticException || e instanceof DateTimeException) {
      return "a number or a time beyond what the ledger can hold";
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        return state != null && (state.startsWith(DATA) || state.startsWith(LIMIT))
            ? "the database refuses what it holds (" + state + ")"
            : null;
      }
    }
    return null;
  }

  static void insert(Connection connection, int journal, Arrival arrival, String why)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into refused (organization_id, journal, journal_offset, why, event)
            values (?, ?, ?, ?, ?)\
            """)) {
      statement.setObject(1, arrival.organization().value());
      statement.setInt(2, journal);
      statement.setLong(3, arrival.position().bytes());
      statement.setString(4, why);
      statement.setBytes(5, EventJson.write(arrival.event()));
      statement.executeUpdate();
    }
  }
}
