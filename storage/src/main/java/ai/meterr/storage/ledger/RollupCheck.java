package ai.meterr.storage.ledger;

import ai.meterr.event.Status;
import ai.meterr.event.Wire;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cell;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Measure;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Rollup;
import ai.meterr.ledger.rollup.Series;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Compares the rollups with the raw log: every entry is summed again by {@link Rollup} and every
 * cell must be the same, none missing, none too many. Each day of an organization in a snapshot of
 * its own, so that memory holds one day and both go on meanwhile.
 */
public final class RollupCheck {
  private static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

  private final Database database;
  private final Zones zones;
  private final EntrySource entries;
  private final InstantSource clock;

  public RollupCheck(Database database, Zones zones, EntrySource entries, InstantSource clock) {
    this.database = database;
    this.zones = zones;
    this.entries = entries;
    this.clock = clock;
  }

  /** A cell that holds something else than its entries add up to. */
  public record Difference(Cell cell, Total entries, Total rollup) {}

  /**
   * @param entries how many were summed
   */
  public record Result(long entries, List<Difference> differences) {
    public Result {
      differences = List.copyOf(differences);
    }

    public boolean isClean() {
      return differences.isEmpty();
    }
  }

  /** Checks every organization that has entries or rollups. */
  public Result check() {
    long summed = 0;
    List<Difference> differences = new ArrayList<>();
    for (OrganizationId organization : organizations()) {
      Result result = check(organization, EntrySource.EARLIEST, LATEST);
      summed += result.entries;
      differences.addAll(result.differences);
    }
    return new Result(summed, differences);
  }

  /**
   * Checks the days, in the organization's zone, that a period touches and that the raw log still
   * has all entries of.
   *
   * @param from included, {@code to} excluded
   */
  public Result check(OrganizationId organization, Instant from, Instant to) {
    ZoneId zone = zones.apply(organization);
    Instant first = Periods.startOfDay(from, zone);
    SortedSet<Instant> days =
        database.asLedgerReading(
            "listing days with entries or rollups",
            connection -> days(connection, organization, first, to, zone));
    long summed = 0;
    List<Difference> differences = new ArrayList<>();
    for (Instant day : days) {
      Result result =
          database.asLedgerReading(
              "checking rollups",
              connection -> new OneDay(connection, organization, day, zone).check());
      summed += result.entries;
      differences.addAll(result.differences);
    }
    return new Result(summed, differences);
  }

  private Set<OrganizationId> organizations() {
    return database.asLedgerReading(
        "listing organizations with entries",
        connection -> {
          Set<OrganizationId> organizations = new HashSet<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "select id from organizations union select organization_id from series union"
                          + " select organization_id from entries")) {
            while (rows.next()) {
              organizations.add(new OrganizationId(rows.getObject(1, UUID.class)));
            }
          }
          return organizations;
        });
  }

  private SortedSet<Instant> days(
      Connection connection, OrganizationId organization, Instant from, Instant to, ZoneId zone)
      throws SQLException {
    SortedSet<Instant> days = new TreeSet<>();
    for (Instant hour : entries.hours(connection, organization, from, to)) {
      // where a zone is off by half an hour, an hour lies in two days
      days.add(Periods.startOfDay(hour, zone));
      days.add(Periods.startOfDay(hour.plus(Duration.ofHours(1)).minusNanos(1), zone));
    }
    for (Grain grain : Grain.values()) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select distinct date_trunc('minute', starts) from "
                  + RollupRows.table(grain)
                  + " where organization_id = ? and starts >= ? and starts < ?")) {
        statement.setObject(1, organization.value());
        statement.setObject(2, DatabaseTime.of(from));
        statement.setObject(3, DatabaseTime.of(to));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            days.add(Periods.startOfDay(DatabaseTime.read(rows, 1), zone));
          }
        }
      }
    }
    Instant since = entries.since(connection, organization);
    days.removeIf(day -> day.isBefore(from) || day.isBefore(since) || !day.isBefore(to));
    return days;
  }

  private final class OneDay {
    private final Connection connection;
    private final OrganizationId organization;
    private final Instant day;
    private final Instant ends;
    private final Instant now = clock.instant();
    private final Instant minutesSince = now.minus(Grain.MINUTES_KEPT);
    private final boolean marked;
    private long summed;

    OneDay(Connection connection, OrganizationId organization, Instant day, ZoneId zone)
        throws SQLException {
      this.connection = connection;
      this.organization = organization;
      this.day = day;
      this.ends = Periods.nextDay(day, zone);
      this.marked = isMarked();
    }

    private boolean isMarked() throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select from day_marks where organization_id = ? and starts = ?")) {
        statement.setObject(1, organization.value());
        statement.setObject(2, DatabaseTime.of(day));
        try (ResultSet row = statement.executeQuery()) {
          return row.next();
        }
      }
    }

    Result check() throws SQLException {
      // first: what the raw log holds of the snapshot's entries it holds from then on
      Map<Cell, Total> found = new HashMap<>();
      for (Grain grain : Grain.values()) {
        found(grain, found);
      }
      Map<Cell, Total> expected = expected();
      Set<Cell> cells = new HashSet<>(expected.keySet());
      cells.addAll(found.keySet());
      List<Difference> differences = new ArrayList<>();
      for (Cell cell : cells) {
        Total entriesTotal = expected.getOrDefault(cell, Total.ZERO);
        Total rollupTotal = found.getOrDefault(cell, Total.ZERO);
        if (!entriesTotal.sameAs(rollupTotal)) {
          differences.add(new Difference(cell, entriesTotal, rollupTotal));
        }
      }
      return new Result(summed, differences);
    }

    private Map<Cell, Total> expected() throws SQLException {
      Rollup rollup = new Rollup(zones, now);
      entries.each(
          connection,
          organization,
          day,
          ends,
          entry -> {
            rollup.add(entry);
            summed++;
          });
      Map<Cell, Total> expected = new HashMap<>();
      rollup
          .cells()
          .forEach(
              (cell, total) -> {
                if (cell.grain() != Grain.MINUTE || !cell.starts().isBefore(minutesSince)) {
                  expected.merge(cell, total, Total::plus);
                }
                if (cell.grain() == Grain.QUARTER && !marked) {
                  expected.merge(
                      new Cell(organization, Grain.DAY, day, cell.series()), total, Total::plus);
                }
              });
      return expected;
    }

    private void found(Grain grain, Map<Cell, Total> found) throws SQLException {
      String axes =
          String.join(
              ", ",
              java.util.Arrays.stream(Axis.values())
                  .map(axis -> "s." + SeriesBook.column(axis))
                  .toList());
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select r.starts, r.quantity, r.amount, r.cube, s.status, s.measure, s.currency,"
                  + " s.bin, "
                  + axes
                  + " from "
                  + RollupRows.table(grain)
                  + """
                   r join series s on s.organization_id = r.organization_id and s.id = r.series_id
                  where r.organization_id = ? and r.starts >= ? and r.starts < ?\
                  """)) {
        statement.setObject(1, organization.value());
        statement.setObject(2, DatabaseTime.of(day));
        statement.setObject(3, DatabaseTime.of(ends));
        List<Row> rows = rows(statement);
        Set<Long> ids = new HashSet<>();
        rows.forEach(row -> ids.addAll(row.axes));
        Map<Long, String> names = RawLog.names(connection, organization, ids);
        for (Row row : rows) {
          boolean counts =
              switch (grain) {
                case MINUTE -> !row.starts.isBefore(minutesSince);
                case QUARTER -> true;
                // of a marked day nothing is read but what is kept by day only
                case DAY -> !marked || row.cube.byDayOnly();
              };
          if (counts) {
            found.merge(
                new Cell(organization, grain, row.starts, row.series(names)),
                row.total,
                Total::plus);
          }
        }
      }
    }

    private List<Row> rows(PreparedStatement statement) throws SQLException {
      List<Row> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          List<Long> axes = new ArrayList<>();
          for (int axis = 0; axis < Axis.values().length; axis++) {
            axes.add(found.getLong(9 + axis));
          }
          rows.add(
              new Row(
                  DatabaseTime.read(found, 1),
                  new Total(found.getBigDecimal(2), found.getBigDecimal(3)),
                  Cube.of(found.getInt(4)),
                  found.getString(5),
                  found.getString(6),
                  found.getString(7),
                  found.getInt(8),
                  axes));
        }
      }
      return rows;
    }
  }

  private record Row(
      Instant starts,
      Total total,
      Cube cube,
      String status,
      String measure,
      String currency,
      int bin,
      List<Long> axes) {

    Series series(Map<Long, String> names) {
      Map<Axis, String> values = new EnumMap<>(Axis.class);
      for (Axis axis : Axis.values()) {
        String name = names.get(axes.get(axis.ordinal()));
        if (name != null) {
          values.put(axis, name);
        }
      }
      return new Series(
          cube,
          values,
          Wire.parse(Status.class, status),
          new Measure(measure),
          currency.isEmpty() ? null : new CurrencyCode(currency),
          bin);
    }
  }
}
