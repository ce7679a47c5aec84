package ai.meterr.storage.ledger;

import ai.meterr.event.Status;
import ai.meterr.event.Wire;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.journal.Position;
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
import ai.meterr.storage.ledger.RawLog.Kept;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
import org.jspecify.annotations.Nullable;

/**
 * Compares the rollups with the raw log: every entry is summed again by {@link Rollup} and every
 * cell must be the same, none missing, none too many; weeks and months must be the sums of their
 * days. Each organization in one snapshot, day by day, so that memory holds one day.
 */
public final class RollupCheck {
  private static final int ENTRIES_AT_ONCE = 5_000;
  private static final int SEALED_AT_ONCE = 16;

  private final Database database;
  private final Zones zones;
  private final InstantSource clock;

  public RollupCheck(Database database, Zones zones, InstantSource clock) {
    this.database = database;
    this.zones = zones;
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
    long entries = 0;
    List<Difference> differences = new ArrayList<>();
    for (OrganizationId organization : organizations()) {
      Result result =
          database.asLedgerReading(
              "checking rollups",
              connection -> new OneOrganization(connection, organization).check());
      entries += result.entries;
      differences.addAll(result.differences);
    }
    return new Result(entries, differences);
  }

  private Set<OrganizationId> organizations() {
    return database.asLedgerReading(
        "listing organizations with entries",
        connection -> {
          Set<OrganizationId> organizations = new HashSet<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "select organization_id from series union select organization_id from"
                          + " entries union select organization_id from sealed_month")) {
            while (rows.next()) {
              organizations.add(new OrganizationId(rows.getObject(1, UUID.class)));
            }
          }
          return organizations;
        });
  }

  private final class OneOrganization {
    private final Connection connection;
    private final OrganizationId organization;
    private final ZoneId zone;
    private final Instant now = clock.instant();
    private final Instant minutesSince = now.minus(Grain.MINUTES_KEPT);
    private final Instant quartersSince = Grain.quartersSince(now);
    private final List<Difference> differences = new ArrayList<>();
    private long entries;

    OneOrganization(Connection connection, OrganizationId organization) throws SQLException {
      this.connection = connection;
      this.organization = organization;
      this.zone = zone();
    }

    /** That of the days as they were made, which may not have followed the organization's yet. */
    private ZoneId zone() throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement("select zone from sealed_zones where organization_id = ?")) {
        statement.setObject(1, organization.value());
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? ZoneId.of(row.getString(1)) : zones.apply(organization);
        }
      }
    }

    Result check() throws SQLException {
      SortedSet<Instant> days = days("entries", "event_time");
      for (String table :
          List.of(
              "rollup_minute", "rollup_quarter", "rollup_day", "sealed_quarter", "sealed_day")) {
        days.addAll(days(table, "starts"));
      }
      for (Instant day : days) {
        check(day, Periods.nextDay(day, zone));
      }
      for (Cube cube : Cube.values()) {
        checkSumsOfDays(cube, Grain.WEEK);
        checkSumsOfDays(cube, Grain.MONTH);
      }
      return new Result(entries, differences);
    }

    /** Beginnings of the days that a column's times lie in. */
    private SortedSet<Instant> days(String table, String column) throws SQLException {
      SortedSet<Instant> days = new TreeSet<>();
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select distinct " + column + " from " + table + " where organization_id = ?")) {
        statement.setObject(1, organization.value());
        statement.setFetchSize(ENTRIES_AT_ONCE);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            days.add(Periods.startOfDay(DatabaseTime.read(rows, 1), zone));
          }
        }
      }
      return days;
    }

    private void check(Instant day, Instant ends) throws SQLException {
      compare(expected(day, ends), found(day, ends));
    }

    private void compare(Map<Cell, Total> expected, Map<Cell, Total> found) {
      Set<Cell> cells = new HashSet<>(expected.keySet());
      cells.addAll(found.keySet());
      for (Cell cell : cells) {
        Total entriesTotal = expected.getOrDefault(cell, Total.ZERO);
        Total rollupTotal = found.getOrDefault(cell, Total.ZERO);
        if (!entriesTotal.sameAs(rollupTotal)) {
          differences.add(new Difference(cell, entriesTotal, rollupTotal));
        }
      }
    }

    private Map<Cell, Total> expected(Instant day, Instant ends) throws SQLException {
      Rollup rollup = new Rollup(any -> zone, now);
      Kept last = null;
      List<Kept> chunk;
      do {
        chunk = entries(day, ends, last);
        for (Kept kept : chunk) {
          rollup.add(
              new Entry(organization, new Position(kept.offset()), kept.part(), kept.event()));
        }
        entries += chunk.size();
        last = chunk.isEmpty() ? null : chunk.getLast();
      } while (chunk.size() == ENTRIES_AT_ONCE);
      Map<Cell, Total> expected = new HashMap<>();
      rollup
          .cells()
          .forEach(
              (cell, total) -> {
                if (counts(cell.grain(), cell.starts())) {
                  expected.merge(cell, total, Total::plus);
                }
                if (cell.grain() == Grain.QUARTER) {
                  expected.merge(
                      new Cell(organization, Grain.DAY, day, cell.series()), total, Total::plus);
                }
              });
      return expected;
    }

    /** Whether a period is kept. */
    private boolean counts(Grain grain, Instant starts) {
      return switch (grain) {
        case MINUTE -> !starts.isBefore(minutesSince);
        case QUARTER -> !starts.isBefore(quartersSince);
        case DAY, WEEK, MONTH -> true;
      };
    }

    private List<Kept> entries(Instant day, Instant ends, @Nullable Kept last) throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select "
                  + RawLog.COLUMNS
                  + """
                   from entries e where e.organization_id = ? and e.event_time >= ?
                  and e.event_time < ? and (e.event_time, e.journal, e.journal_offset, e.part) > (?, ?, ?, ?)
                  order by e.event_time, e.journal, e.journal_offset, e.part limit ?\
                  """)) {
        statement.setObject(1, organization.value());
        statement.setObject(2, DatabaseTime.of(day));
        statement.setObject(3, DatabaseTime.of(ends));
        statement.setObject(4, DatabaseTime.of(last == null ? day : last.time()));
        statement.setInt(5, last == null ? -1 : last.journal());
        statement.setLong(6, last == null ? -1 : last.offset());
        statement.setInt(7, last == null ? -1 : last.part().code());
        statement.setInt(8, ENTRIES_AT_ONCE);
        try (ResultSet rows = statement.executeQuery()) {
          return RawLog.read(connection, organization, rows);
        }
      }
    }

    private Map<Cell, Total> found(Instant day, Instant ends) throws SQLException {
      Map<Cell, Total> found = new HashMap<>();
      List<Row> unsealed = rows("rollup_quarter", day, ends);
      add(Grain.MINUTE, rows("rollup_minute", day, ends), found);
      add(Grain.QUARTER, unsealed, found);
      add(Grain.QUARTER, sealed("sealed_quarter", day, ends), found);
      add(Grain.DAY, unsealed.stream().map(row -> row.startingAt(day)).toList(), found);
      add(Grain.DAY, sealed("sealed_day", day, ends), found);
      add(Grain.DAY, rows("rollup_day", day, ends), found);
      return found;
    }

    private void add(Grain grain, List<Row> rows, Map<Cell, Total> cells) throws SQLException {
      Set<Long> ids = new HashSet<>();
      rows.forEach(row -> ids.addAll(row.axes));
      Map<Long, String> names = RawLog.names(connection, organization, ids);
      for (Row row : rows) {
        if (counts(grain, row.starts)) {
          cells.merge(
              new Cell(organization, grain, row.starts, row.series(names)), row.total, Total::plus);
        }
      }
    }

    private List<Row> rows(String table, Instant from, Instant to) throws SQLException {
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
                  + table
                  + """
                   r join series s on s.organization_id = r.organization_id and s.id = r.series_id
                  where r.organization_id = ? and r.starts >= ? and r.starts < ?\
                  """)) {
        statement.setObject(1, organization.value());
        statement.setObject(2, DatabaseTime.of(from));
        statement.setObject(3, DatabaseTime.of(to));
        return rows(statement);
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

    private List<Row> sealed(String table, Instant from, Instant to) throws SQLException {
      List<Row> rows = new ArrayList<>();
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select cube, starts, lines from "
                  + table
                  + " where organization_id = ? and starts >= ? and starts < ?")) {
        statement.setObject(1, organization.value());
        statement.setObject(2, DatabaseTime.of(from));
        statement.setObject(3, DatabaseTime.of(to));
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            Cube cube = Cube.of(found.getInt(1));
            LineSums sums = new LineSums(cube.axes().size()).add(found.getBytes(3));
            rows.addAll(unpacked(cube, DatabaseTime.read(found, 2), sums));
          }
        }
      }
      return rows;
    }

    private List<Row> unpacked(Cube cube, Instant starts, LineSums sums) {
      List<Axis> places = List.copyOf(cube.axes());
      List<Row> rows = new ArrayList<>();
      sums.lines()
          .forEach(
              (line, cells) -> {
                Long[] axes = new Long[Axis.values().length];
                java.util.Arrays.fill(axes, Names.NOT_TOLD);
                for (int i = 0; i < places.size(); i++) {
                  axes[places.get(i).ordinal()] = line.axes().get(i);
                }
                cells.forEach(
                    (measured, total) ->
                        rows.add(
                            new Row(
                                starts,
                                total,
                                cube,
                                line.status(),
                                measured.measure(),
                                line.currency(),
                                measured.bin(),
                                List.of(axes))));
              });
      return rows;
    }

    private void checkSumsOfDays(Cube cube, Grain grain) throws SQLException {
      Map<Instant, LineSums> summed = sealedBy(cube, Grain.DAY, grain);
      Map<Instant, LineSums> found = sealedBy(cube, grain, grain);
      Set<Instant> periods = new TreeSet<>(summed.keySet());
      periods.addAll(found.keySet());
      LineSums nothing = new LineSums(cube.axes().size());
      for (Instant period : periods) {
        Map<Cell, Total> ofDays = new HashMap<>();
        add(grain, unpacked(cube, period, summed.getOrDefault(period, nothing)), ofDays);
        Map<Cell, Total> ofPeriod = new HashMap<>();
        add(grain, unpacked(cube, period, found.getOrDefault(period, nothing)), ofPeriod);
        compare(ofDays, ofPeriod);
      }
    }

    /** What is sealed in one grain, summed by the beginnings of another one's periods. */
    private Map<Instant, LineSums> sealedBy(Cube cube, Grain of, Grain by) throws SQLException {
      Map<Instant, LineSums> sums = new HashMap<>();
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select starts, lines from "
                  + Sealed.table(of)
                  + " where organization_id = ? and cube = ?")) {
        statement.setObject(1, organization.value());
        statement.setInt(2, cube.code());
        statement.setFetchSize(SEALED_AT_ONCE);
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            sums.computeIfAbsent(
                    Periods.startOf(DatabaseTime.read(found, 1), by, zone),
                    unseen -> new LineSums(cube.axes().size()))
                .add(found.getBytes(2));
          }
        }
      }
      return sums;
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

    Row startingAt(Instant other) {
      return new Row(other, total, cube, status, measure, currency, bin, axes);
    }

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
