package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Makes the day rows of days that are over, from their quarters, and lets go of old minutes. A late
 * entry marks its day, which is then made anew.
 */
public final class Days {
  /** So that what is on its way when a day ends does not make the day twice. */
  private static final Duration GRACE = Duration.ofHours(1);

  private static final Duration MINUTES_LAST = Grain.MINUTES_KEPT.plusDays(1);
  private static final int DAYS_A_ROUND = 2_000;

  private final Database database;
  private final Zones zones;
  private final InstantSource clock;

  private record Day(OrganizationId organization, Instant starts) {}

  public Days(Database database, Zones zones, InstantSource clock) {
    this.database = database;
    this.zones = zones;
    this.clock = clock;
  }

  /** Makes what is due; returns how many days were made. */
  public int makeDue() {
    int made = 0;
    for (Day day : marked()) {
      Instant ends = Periods.nextDay(day.starts, zones.apply(day.organization));
      if (ends.plus(GRACE).isBefore(clock.instant()) && make(day, ends)) {
        made++;
      }
    }
    return made;
  }

  private List<Day> marked() {
    Instant latest = clock.instant().minus(GRACE);
    return database.asLedgerReading(
        "reading which days are marked",
        connection -> {
          List<Day> days = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select organization_id, starts from day_marks where starts < ?"
                      + " order by starts limit "
                      + DAYS_A_ROUND)) {
            statement.setObject(1, DatabaseTime.of(latest));
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                days.add(
                    new Day(
                        new OrganizationId(rows.getObject(1, UUID.class)),
                        DatabaseTime.read(rows, 2)));
              }
            }
          }
          return days;
        });
  }

  /**
   * The mark goes first: increments that are not in the sum below were not committed then, and
   * their transaction, waiting for this one, sets the mark again.
   */
  private boolean make(Day day, Instant ends) {
    return database.asLedger(
        "making a day",
        connection -> {
          if (!takeMark(connection, day)) {
            return false;
          }
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "delete from rollup_day where organization_id = ? and cube = any (?)"
                      + " and starts = ?")) {
            delete.setObject(1, day.organization.value());
            Arrays.set(connection, delete, 2, "int2", cubes());
            delete.setObject(3, DatabaseTime.of(day.starts));
            delete.executeUpdate();
          }
          try (PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into rollup_day (organization_id, cube, starts, series_id, quantity, amount)
                  select organization_id, cube, ?, series_id, sum(quantity), sum(amount)
                  from rollup_quarter
                  where organization_id = ? and cube = any (?) and starts >= ? and starts < ?
                  group by organization_id, cube, series_id\
                  """)) {
            insert.setObject(1, DatabaseTime.of(day.starts));
            insert.setObject(2, day.organization.value());
            Arrays.set(connection, insert, 3, "int2", cubes());
            insert.setObject(4, DatabaseTime.of(day.starts));
            insert.setObject(5, DatabaseTime.of(ends));
            insert.executeUpdate();
          }
          return true;
        });
  }

  private static boolean takeMark(Connection connection, Day day) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from day_marks where organization_id = ? and starts = ?")) {
      statement.setObject(1, day.organization.value());
      statement.setObject(2, DatabaseTime.of(day.starts));
      return statement.executeUpdate() > 0;
    }
  }

  /** Codes of the cubes whose days are made from quarters. */
  static Object[] cubes() {
    return java.util.Arrays.stream(Cube.values())
        .filter(cube -> !cube.byDayOnly())
        .map(Cube::code)
        .toArray();
  }

  /** Drops minutes that no question reads any more; returns how many days of them. */
  public int dropOldMinutes() {
    Instant before = clock.instant().minus(MINUTES_LAST);
    return database.asLedger(
        "dropping old minutes",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("select drop_minutes(?)")) {
            statement.setObject(1, DatabaseTime.of(before));
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getInt(1);
            }
          }
        });
  }
}
