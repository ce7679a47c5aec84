package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.SealedTables;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes an organization's days, weeks and months anew, from its sealed quarters, where its zone has
 * changed. Until then answers in the new zone are summed from quarters: right, and slower.
 *
 * <p>Days whose quarters are not kept any more stay as they are: counted once, in the day of the
 * new zone that their beginning lies in.
 */
final class SealedZones {
  /** Longer than any node remembers a zone, or takes to write what it has begun. */
  private static final Duration SETTLED = Duration.ofMinutes(3);

  private static final int ROWS_AT_ONCE = 16;

  private final Database database;
  private final InstantSource clock;

  private record Change(
      OrganizationId organization, ZoneId zone, @Nullable OffsetDateTime differsSince) {}

  SealedZones(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Returns for how many organizations days were made anew. */
  int follow() {
    int followed = 0;
    for (Change change : changes()) {
      if (change.differsSince == null) {
        notice(change);
      } else if (change.differsSince.toInstant().plus(SETTLED).isBefore(clock.instant())) {
        database.asLedger(
            "making days in another zone",
            connection -> {
              remake(connection, change);
              return null;
            });
        followed++;
      }
    }
    return followed;
  }

  private List<Change> changes() {
    return database.asLedgerReading(
        "reading which zones have changed",
        connection -> {
          List<Change> changes = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "select o.id, o.zone, z.differs_since from sealed_zones z"
                          + " join organizations o on o.id = z.organization_id"
                          + " where o.zone <> z.zone")) {
            while (rows.next()) {
              changes.add(
                  new Change(
                      new OrganizationId(rows.getObject(1, UUID.class)),
                      ZoneId.of(rows.getString(2)),
                      rows.getObject(3, OffsetDateTime.class)));
            }
          }
          return changes;
        });
  }

  private void notice(Change change) {
    database.asLedger(
        "noticing another zone",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "update sealed_zones set differs_since = ? where organization_id = ?")) {
            statement.setObject(1, DatabaseTime.of(clock.instant()));
            statement.setObject(2, change.organization.value());
            return statement.executeUpdate();
          }
        });
  }

  private void remake(Connection connection, Change change) throws SQLException {
    Sealed sealed = Sealed.locked(connection, change.organization);
    Instant since = Grain.quartersSince(clock.instant());
    // the first day, in the zone until now, of which every quarter is kept
    Instant from = Periods.startOf(since, Grain.DAY, sealed.zone());
    from = from.isBefore(since) ? Periods.nextDay(from, sealed.zone()) : from;
    delete(connection, change, Grain.DAY, from);
    delete(connection, change, Grain.WEEK, Instant.MIN);
    delete(connection, change, Grain.MONTH, Instant.MIN);
    for (Cube cube : Cube.values()) {
      if (!cube.byDayOnly()) {
        sum(connection, sealed, change, cube, Grain.QUARTER, from, Grain.DAY);
        sum(connection, sealed, change, cube, Grain.DAY, Instant.MIN, Grain.WEEK);
        sum(connection, sealed, change, cube, Grain.DAY, Instant.MIN, Grain.MONTH);
      }
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update sealed_zones set zone = ?, differs_since = null where organization_id = ?")) {
      statement.setString(1, change.zone.getId());
      statement.setObject(2, change.organization.value());
      statement.executeUpdate();
    }
  }

  private static void delete(Connection connection, Change change, Grain grain, Instant from)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from "
                + SealedTables.of(grain)
                + " where organization_id = ? and starts >= ?::timestamptz")) {
      statement.setObject(1, change.organization.value());
      statement.setString(2, from.equals(Instant.MIN) ? "-infinity" : DatabaseTime.text(from));
      statement.executeUpdate();
    }
  }

  /** Sums shorter periods into longer ones; memory holds one of these. */
  private static void sum(
      Connection connection,
      Sealed sealed,
      Change change,
      Cube cube,
      Grain of,
      Instant from,
      Grain into)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select starts, lines from "
                + SealedTables.of(of)
                + " where organization_id = ? and cube = ? and starts >= ?::timestamptz"
                + " order by starts")) {
      statement.setObject(1, change.organization.value());
      statement.setInt(2, cube.code());
      statement.setString(3, from.equals(Instant.MIN) ? "-infinity" : DatabaseTime.text(from));
      statement.setFetchSize(ROWS_AT_ONCE);
      Instant period = null;
      LineSums sums = new LineSums(cube.axes().size());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Instant starts = Periods.startOf(DatabaseTime.read(rows, 1), into, change.zone);
          if (period != null && !starts.equals(period)) {
            sealed.add(cube, into, period, sums);
            sums = new LineSums(cube.axes().size());
          }
          period = starts;
          sums.add(rows.getBytes(2));
        }
      }
      if (period != null) {
        sealed.add(cube, into, period, sums);
      }
    }
  }
}
