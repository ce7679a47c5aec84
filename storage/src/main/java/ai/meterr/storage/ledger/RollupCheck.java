package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Cell;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Rollup;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.RollupCells.Row;
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
import java.time.ZoneId;
import java.util.ArrayList;
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
 * cell of a minute, quarter and day must be the same, none missing, none too many; weeks and months
 * must be the sums of their days, and cuts must be what the lines make that they are of. Each day,
 * week and month of an organization in a snapshot of its own, so that memory holds one of them and
 * both go on meanwhile.
 */
public final class RollupCheck {
  private static final Instant LATEST = Instant.parse("9999-12-30T00:00:00Z");

  /** Where days have cells; weeks and months have some only where sealed days do. */
  private static final List<String> TABLES_OF_DAYS =
      List.of(
          "increments",
          SealedTables.of(Grain.MINUTE),
          SealedTables.of(Grain.QUARTER),
          SealedTables.of(Grain.DAY),
          SealedTables.BLOCKS);

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

  /** A day, week or month of a cube that is cut. */
  public record CutPeriod(OrganizationId organization, Cube cube, Grain grain, Instant starts) {}

  /**
   * @param entries how many were summed
   * @param wrongCuts whose cuts are not what the lines make that they are of
   */
  public record Result(long entries, List<Difference> differences, List<CutPeriod> wrongCuts) {
    public Result {
      differences = List.copyOf(differences);
      wrongCuts = List.copyOf(wrongCuts);
    }

    public boolean isClean() {
      return differences.isEmpty() && wrongCuts.isEmpty();
    }
  }

  /** Checks every organization that has entries or rollups. */
  public Result check() {
    long summed = 0;
    List<Difference> differences = new ArrayList<>();
    List<CutPeriod> wrongCuts = new ArrayList<>();
    for (OrganizationId organization : organizations()) {
      Result result = check(organization, EntrySource.EARLIEST, LATEST);
      summed += result.entries;
      differences.addAll(result.differences);
      wrongCuts.addAll(result.wrongCuts);
    }
    return new Result(summed, differences, wrongCuts);
  }

  /**
   * Checks the days that a period touches and that the raw log still has all entries of, and the
   * weeks and months that it touches; in the zone that they were made in.
   *
   * @param from included, {@code to} excluded
   */
  public Result check(OrganizationId organization, Instant from, Instant to) {
    ZoneId zone =
        database.asLedgerReading(
            "reading which zone days were made in", connection -> zone(connection, organization));
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
    for (Grain grain : List.of(Grain.WEEK, Grain.MONTH)) {
      SortedSet<Instant> periods =
          database.asLedgerReading(
              "listing weeks and months",
              connection -> periods(connection, organization, grain, first, to, zone));
      for (Instant period : periods) {
        differences.addAll(
            database.asLedgerReading(
                "checking weeks and months",
                connection -> sumOfDays(connection, organization, grain, period, zone)));
      }
    }
    List<CutPeriod> wrongCuts = new ArrayList<>();
    CutCheck cuts = new CutCheck(database, organization);
    for (Grain grain : SealedTables.CUT) {
      wrongCuts.addAll(cuts.wrong(grain, Periods.startOf(first, grain, zone), to));
    }
    return new Result(summed, differences, wrongCuts);
  }

  private Set<OrganizationId> organizations() {
    return database.asLedgerReading(
        "listing organizations with entries",
        connection -> {
          Set<OrganizationId> organizations = new HashSet<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "select id from organizations union select organization_id from increments"
                          + " union select organization_id from entries union"
                          + " select organization_id from sealed_month")) {
            while (rows.next()) {
              organizations.add(new OrganizationId(rows.getObject(1, UUID.class)));
            }
          }
          return organizations;
        });
  }

  /** That of the days as they were made, which may not have followed the organization's yet. */
  private ZoneId zone(Connection connection, OrganizationId organization) throws SQLException {
    return Sealed.zone(connection, organization).orElseGet(() -> zones.apply(organization));
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
    for (String table : TABLES_OF_DAYS) {
      for (Instant starts : starts(connection, organization, table, from, to)) {
        days.add(Periods.startOfDay(starts, zone));
      }
    }
    Instant since = entries.since(connection, organization);
    days.removeIf(day -> day.isBefore(from) || day.isBefore(since) || !day.isBefore(to));
    return days;
  }

  /** Beginnings of the weeks or months that touch a period. */
  private static SortedSet<Instant> periods(
      Connection connection,
      OrganizationId organization,
      Grain grain,
      Instant from,
      Instant to,
      ZoneId zone)
      throws SQLException {
    SortedSet<Instant> periods = new TreeSet<>();
    Instant first = Periods.startOf(from, grain, zone);
    for (String table : List.of(SealedTables.of(Grain.DAY), SealedTables.of(grain))) {
      for (Instant starts : starts(connection, organization, table, first, to)) {
        periods.add(Periods.startOf(starts, grain, zone));
      }
    }
    return periods;
  }

  private static Set<Instant> starts(
      Connection connection, OrganizationId organization, String table, Instant from, Instant to)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select distinct starts from "
                + table
                + " where organization_id = ? and starts >= ? and starts < ?")) {
      statement.setObject(1, organization.value());
      statement.setObject(2, DatabaseTime.of(from));
      statement.setObject(3, DatabaseTime.of(to));
      Set<Instant> starts = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          starts.add(DatabaseTime.read(rows, 1));
        }
      }
      return starts;
    }
  }

  private static List<Difference> sumOfDays(
      Connection connection, OrganizationId organization, Grain grain, Instant starts, ZoneId zone)
      throws SQLException {
    Instant ends = Periods.endOf(starts, grain, zone);
    RollupCells cells = new RollupCells(connection, organization);
    List<Row> days = cells.in(SealedTables.of(Grain.DAY), starts, ends);
    return differences(
        cells.named(grain, days.stream().map(day -> day.startingAt(starts)).toList()),
        cells.named(grain, cells.in(SealedTables.of(grain), starts, ends)));
  }

  private static List<Difference> differences(Map<Cell, Total> expected, Map<Cell, Total> found) {
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
    return differences;
  }

  private final class OneDay {
    private final Connection connection;
    private final OrganizationId organization;
    private final Instant day;
    private final Instant ends;
    private final ZoneId zone;
    private final Instant now = clock.instant();
    private long summed;

    OneDay(Connection connection, OrganizationId organization, Instant day, ZoneId zone) {
      this.connection = connection;
      this.organization = organization;
      this.day = day;
      this.ends = Periods.nextDay(day, zone);
      this.zone = zone;
    }

    Result check() throws SQLException {
      // first: what the raw log holds of the snapshot's entries it holds from then on
      Map<Cell, Total> found = found();
      List<Difference> differences = differences(expected(), found);
      return new Result(summed, differences, List.of());
    }

    private Map<Cell, Total> expected() throws SQLException {
      Rollup rollup = new Rollup(any -> zone, now);
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
                if (isKept(cell)) {
                  expected.merge(cell, total, Total::plus);
                }
                if (cell.grain() == Grain.QUARTER) {
                  expected.merge(
                      new Cell(organization, Grain.DAY, day, cell.series()), total, Total::plus);
                }
              });
      return expected;
    }

    private boolean isKept(Cell cell) {
      return cell.grain().keeps(cell.starts(), now);
    }

    private Map<Cell, Total> found() throws SQLException {
      RollupCells cells = new RollupCells(connection, organization);
      List<Row> increments = cells.in("increments", day, ends);
      Map<Cell, Total> found = new HashMap<>();
      for (Grain grain : List.of(Grain.MINUTE, Grain.QUARTER, Grain.DAY)) {
        List<Row> rows = new ArrayList<>(cells.in(SealedTables.of(grain), day, ends));
        for (Row row : increments) {
          if (grain == Grain.DAY || !row.cube().byDayOnly()) {
            rows.add(row.startingAt(Periods.startOf(row.starts(), grain, zone)));
          }
        }
        if (grain == Grain.DAY) {
          rows.addAll(cells.in(SealedTables.BLOCKS, day, ends));
        }
        found.putAll(cells.named(grain, rows));
      }
      found.keySet().removeIf(cell -> !isKept(cell));
      return found;
    }
  }
}
