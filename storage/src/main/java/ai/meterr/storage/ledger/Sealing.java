package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.Measured;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Moves quarters' rows that are over into sealed quarters, days, weeks and months, in one
 * transaction for each day of an organization: what is sealed and what is left as rows is all, at
 * any moment and for any reader, so that nothing is counted twice or missed.
 *
 * <p>Rows are locked in the order of their key, as batches do. A late event makes new rows, which
 * the next round moves too.
 */
final class Sealing {
  /** What is on its way when a quarter ends need not be sealed twice. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  private static final String AXES =
      java.util.Arrays.stream(Axis.values())
          .map(axis -> "s." + SeriesBook.column(axis))
          .collect(Collectors.joining(", "));

  private static final String MOVE =
      """
      with moved as (
        delete from rollup_quarter r using (
          select cube, starts, series_id from rollup_quarter
          where organization_id = ? and starts >= ? and starts < ?
          order by cube, starts, series_id for update) due
        where r.organization_id = ? and r.starts >= ? and r.starts < ?
          and r.cube = due.cube and r.starts = due.starts and r.series_id = due.series_id
        returning r.cube, r.starts, r.series_id, r.quantity, r.amount)
      select m.cube, m.starts, m.quantity, m.amount, s.id, s.status, s.measure, s.currency, s.bin, \
      """
          + AXES
          + " from moved m left join series s on s.organization_id = ? and s.id = m.series_id";

  /** Where {@link #AXES} begin in the result. */
  private static final int FIRST_AXIS = 10;

  private final Database database;
  private final InstantSource clock;
  private final Partitions partitions;

  private record Due(OrganizationId organization, Instant from) {}

  private record Period(Cube cube, Grain grain, Instant starts) {}

  Sealing(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.partitions = new Partitions(database);
  }

  /** Returns how many days of an organization something was sealed of. */
  int sealDue() {
    Instant before = Periods.floorQuarter(clock.instant().minus(GRACE));
    int days = 0;
    for (Due due : due(before)) {
      for (Instant from = due.from; from != null; from = next(due.organization, before)) {
        sealDay(due.organization, from, before);
        days++;
      }
    }
    return days;
  }

  private List<Due> due(Instant before) {
    return database.asLedgerReading(
        "reading what can be sealed",
        connection -> {
          List<Due> due = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select organization_id, min(starts) from rollup_quarter where starts < ?"
                      + " group by organization_id")) {
            statement.setObject(1, DatabaseTime.of(before));
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                due.add(
                    new Due(
                        new OrganizationId(rows.getObject(1, UUID.class)),
                        DatabaseTime.read(rows, 2)));
              }
            }
          }
          return due;
        });
  }

  private @Nullable Instant next(OrganizationId organization, Instant before) {
    return database.asLedgerReading(
        "reading what can be sealed next",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select starts from rollup_quarter where organization_id = ? and starts < ?"
                      + " order by starts limit 1")) {
            statement.setObject(1, organization.value());
            statement.setObject(2, DatabaseTime.of(before));
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? DatabaseTime.read(row, 1) : null;
            }
          }
        });
  }

  private void sealDay(OrganizationId organization, Instant from, Instant before) {
    Instant quartersSince = Grain.quartersSince(clock.instant());
    for (Instant at : List.of(from, from.plus(Duration.ofDays(1)))) {
      if (!at.isBefore(quartersSince)) {
        partitions.prepareSealed(at);
      }
    }
    database.asLedger(
        "sealing quarters",
        connection -> {
          Sealed sealed = Sealed.locked(connection, organization);
          ZoneId zone = sealed.zone();
          Instant ends = Periods.nextDay(from, zone);
          Instant until = ends.isBefore(before) ? ends : before;
          for (Map.Entry<Period, LineSums> sum :
              move(connection, organization, from, until, zone).entrySet()) {
            Period period = sum.getKey();
            sealed.add(period.cube, period.grain, period.starts, sum.getValue());
          }
          return null;
        });
  }

  private Map<Period, LineSums> move(
      Connection connection, OrganizationId organization, Instant from, Instant until, ZoneId zone)
      throws SQLException {
    Instant quartersSince = Grain.quartersSince(clock.instant());
    Map<Period, LineSums> quarters = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
      for (int index = 1; index <= 4; index += 3) {
        statement.setObject(index, organization.value());
        statement.setObject(index + 1, DatabaseTime.of(from));
        statement.setObject(index + 2, DatabaseTime.of(until));
      }
      statement.setObject(7, organization.value());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Cube cube = Cube.of(rows.getInt(1));
          Instant starts = DatabaseTime.read(rows, 2);
          quarters
              .computeIfAbsent(
                  new Period(cube, Grain.QUARTER, starts),
                  unseen -> new LineSums(cube.axes().size()))
              .add(line(rows, cube), measured(rows), total(rows));
        }
      }
    }
    Map<Period, LineSums> sums = new HashMap<>();
    quarters.forEach(
        (quarter, lines) -> {
          if (!quarter.starts.isBefore(quartersSince)) {
            sums.put(quarter, lines);
          }
          for (Grain grain : List.of(Grain.DAY, Grain.WEEK, Grain.MONTH)) {
            sums.computeIfAbsent(
                    new Period(quarter.cube, grain, Periods.startOf(quarter.starts, grain, zone)),
                    unseen -> new LineSums(quarter.cube.axes().size()))
                .add(lines);
          }
        });
    return sums;
  }

  private static Line line(ResultSet rows, Cube cube) throws SQLException {
    rows.getLong(5);
    if (rows.wasNull()) {
      throw new IllegalStateException("a rollup row has no series: nothing is sealed");
    }
    List<Long> axes = new ArrayList<>();
    for (Axis axis : cube.axes()) {
      axes.add(rows.getLong(FIRST_AXIS + axis.ordinal()));
    }
    return new Line(axes, rows.getString(6), rows.getString(8));
  }

  private static Measured measured(ResultSet rows) throws SQLException {
    return new Measured(rows.getString(7), rows.getInt(9));
  }

  private static Total total(ResultSet rows) throws SQLException {
    return new Total(rows.getBigDecimal(3), rows.getBigDecimal(4));
  }
}
