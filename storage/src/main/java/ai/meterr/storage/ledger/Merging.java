package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Cube;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.Increments.Place;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Makes one increment of many, so that who reads a period never meets more than some dozens: what
 * is deleted and what is added is the same, in one transaction. One node at a time; what is sealed
 * meanwhile is not there to be merged, and what is being merged waits for the next sealing.
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
            statement.executeQuery(
                "select pg_try_advisory_xact_lock(hashtextextended('meterr.merge', 0))")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static int merge(Connection connection) throws SQLException {
    Map<Place, LineSums> taken = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(TAKE);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Cube cube = Cube.of(rows.getInt(2));
        OrganizationId organization = new OrganizationId(rows.getObject(1, UUID.class));
        taken
            .computeIfAbsent(
                new Place(organization, cube, DatabaseTime.read(rows, 3)),
                unseen -> new LineSums(cube.axes().size()))
            .add(rows.getBytes(4));
      }
    }
    Increments merged = new Increments();
    for (Map.Entry<Place, LineSums> sum : taken.entrySet()) {
      Place place = sum.getKey();
      if (place.cube().byDayOnly()) {
        Blocks.add(connection, place, sum.getValue());
      } else {
        merged.at(place).add(sum.getValue());
      }
    }
    merged.insert(connection);
    return taken.size();
  }
}
