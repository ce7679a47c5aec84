package ai.meterr.storage.ledger;

import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.Increments.Place;
import ai.meterr.storage.sealed.LineSums;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LongSummaryStatistics;

/**
 * Sealed sums of what is kept by day only: there may be a million sessions a day, so a day is many
 * rows, each with the first and last id of the values in it. Ids grow as values come, so one
 * session is in few rows of its day.
 */
final class Blocks {
  private static final int LINES_MAX = 4_000;

  /** Bytes of a row that is worth writing again with more in it. */
  private static final int SMALL = 1 << 15;

  private Blocks() {}

  /** Adds what was taken out of the increments; small rows of the day are written anew with it. */
  static void add(Connection connection, Place place, LineSums taken) throws SQLException {
    try (PreparedStatement small =
        connection.prepareStatement(
            "delete from sealed_block where organization_id = ? and cube = ? and starts = ?"
                + " and octet_length(lines) < ? returning lines")) {
      bind(small, place);
      small.setInt(4, SMALL);
      try (ResultSet rows = small.executeQuery()) {
        while (rows.next()) {
          taken.add(rows.getBytes(1));
        }
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into sealed_block (organization_id, cube, starts, first_id, last_id, lines)"
                + " values (?, ?, ?, ?, ?, ?)")) {
      for (LineSums block : taken.cut(LINES_MAX)) {
        LongSummaryStatistics ids =
            block.lines().keySet().stream()
                .mapToLong(line -> line.axes().getFirst())
                .summaryStatistics();
        bind(insert, place);
        insert.setLong(4, ids.getMin());
        insert.setLong(5, ids.getMax());
        insert.setBytes(6, block.pack());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void bind(PreparedStatement statement, Place place) throws SQLException {
    statement.setObject(1, place.organization().value());
    statement.setInt(2, place.cube().code());
    statement.setObject(3, DatabaseTime.of(place.starts()));
  }
}
