package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cell;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Line;
import ai.meterr.ledger.rollup.Measured;
import ai.meterr.ledger.rollup.Period;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Series;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.ledger.Names.Name;
import ai.meterr.storage.ledger.RollupCheck.Difference;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes rollups from the raw log, for any period, while the system runs: what a cell lacks, as one
 * snapshot knows it, is added to it. Because that is an increment like those of the ledger, it does
 * not matter what is applied or sealed meanwhile. One rebuild of an organization at a time.
 *
 * <p>What a quarter lacks is added as a row, and comes to its day, week and month when it is
 * sealed. What a sealed day lacks beyond its quarters is added to it alone; weeks and months that
 * are not the sums of their days are summed again.
 */
public final class Rebuild {
  /** Any number of our own: with the organization's, the lock of its rebuilds. */
  private static final int LOCK = 0x6d657465;

  private final Database database;
  private final RollupCheck check;
  private final Names names;
  private final SeriesBook series;
  private final Partitions partitions;
  private final Days days;

  public Rebuild(Database database, RollupCheck check, Days days) {
    this.database = database;
    this.check = check;
    this.names = new Names(database);
    this.series = new SeriesBook(database, names);
    this.partitions = new Partitions(database);
    this.days = days;
  }

  /** A week or a month of a cube. */
  private record Sum(Cube cube, Grain grain, Instant starts) {}

  /**
   * Rebuilds the days, in the zone that they were made in, and the weeks and months that a period
   * touches.
   *
   * @param from included, {@code to} excluded
   * @return what was different before
   * @throws IllegalStateException where days were made in another zone meanwhile: nothing is
   *     changed
   */
  public RollupCheck.Result rebuild(OrganizationId organization, Instant from, Instant to) {
    RollupCheck.Result before =
        database.asLedger(
            "rebuilding rollups",
            connection -> {
              lock(connection, organization);
              ZoneId zone = zone(organization);
              RollupCheck.Result found = check.check(organization, from, to);
              if (!found.isClean()) {
                new Repair(organization, zone, found.differences()).apply(connection);
              }
              return found;
            });
    days.makeDue();
    return before;
  }

  private static void lock(Connection connection, OrganizationId organization) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(?, hashtext(?))")) {
      lock.setInt(1, LOCK);
      lock.setString(2, organization.toString());
      lock.execute();
    }
  }

  private ZoneId zone(OrganizationId organization) {
    return database.asLedger(
        "reading which zone days were made in",
        connection -> Sealed.locked(connection, organization).zone());
  }

  private final class Repair {
    private final OrganizationId organization;
    private final ZoneId zone;
    private final Map<Cell, Total> rows = new HashMap<>();
    private final Map<Cell, Total> sealedDays = new HashMap<>();
    private final Set<Sum> sums = new HashSet<>();

    Repair(OrganizationId organization, ZoneId zone, List<Difference> differences) {
      this.organization = organization;
      this.zone = zone;
      differences.forEach(this::sort);
      sealedDays.values().removeIf(total -> total.sameAs(Total.ZERO));
      for (Cell day : sealedDays.keySet()) {
        for (Grain grain : List.of(Grain.WEEK, Grain.MONTH)) {
          sums.add(new Sum(day.series().cube(), grain, Periods.startOf(day.starts(), grain, zone)));
        }
      }
    }

    private void sort(Difference difference) {
      Cell cell = difference.cell();
      Cube cube = cell.series().cube();
      Total missing = difference.entries().plus(difference.rollup().negated());
      switch (cell.grain()) {
        case MINUTE -> rows.put(cell, missing);
        case QUARTER -> {
          rows.put(cell, missing);
          // comes to the day when it is sealed
          Instant day = Periods.startOfDay(cell.starts(), zone);
          sealedDays.merge(
              new Cell(organization, Grain.DAY, day, cell.series()),
              missing.negated(),
              Total::plus);
        }
        case DAY -> {
          if (cube.byDayOnly()) {
            rows.put(cell, missing);
          } else {
            sealedDays.merge(cell, missing, Total::plus);
          }
        }
        case WEEK, MONTH ->
            sums.add(
                new Sum(cube, cell.grain(), Periods.startOf(cell.starts(), cell.grain(), zone)));
      }
    }

    void apply(Connection connection) throws SQLException {
      RollupRows increments = increments();
      Map<Period, Map<Cube, LineSums>> ofDays = ofSealedDays();
      Sealed sealed = Sealed.locked(connection, organization);
      if (!sealed.zone().equals(zone)) {
        throw new IllegalStateException("days were made in another zone meanwhile: rebuild again");
      }
      increments.add(connection);
      for (Map.Entry<Period, Map<Cube, LineSums>> day : ofDays.entrySet()) {
        for (Map.Entry<Cube, LineSums> cube : day.getValue().entrySet()) {
          sealed.add(cube.getKey(), Grain.DAY, day.getKey().starts(), cube.getValue());
        }
      }
      for (Sum sum : sums) {
        sealed.sumDays(sum.cube, sum.grain, sum.starts, Periods.endOf(sum.starts, sum.grain, zone));
      }
    }

    private RollupRows increments() {
      Set<Period> periods = new HashSet<>();
      rows.keySet().forEach(cell -> periods.add(new Period(cell.grain(), cell.starts())));
      partitions.prepare(periods);
      return RollupRows.of(
          reader ->
              rows.forEach(
                  (cell, total) ->
                      reader.line(
                          Line.of(organization, cell.series()),
                          new Period(cell.grain(), cell.starts()),
                          Map.of(
                              new Measured(cell.series().measure(), cell.series().bin()), total))),
          series);
    }

    private Map<Period, Map<Cube, LineSums>> ofSealedDays() {
      Set<Name> told = new HashSet<>();
      sealedDays
          .keySet()
          .forEach(
              cell ->
                  cell.series()
                      .values()
                      .forEach((axis, value) -> told.add(new Name(organization, axis, value))));
      Map<Name, Long> ids = names.ids(told);
      Map<Period, Map<Cube, LineSums>> sums = new HashMap<>();
      sealedDays.forEach(
          (cell, total) -> {
            Cube cube = cell.series().cube();
            sums.computeIfAbsent(new Period(Grain.DAY, cell.starts()), unseen -> new HashMap<>())
                .computeIfAbsent(cube, unseen -> new LineSums(cube.axes().size()))
                .add(
                    line(cell.series(), ids),
                    new ai.meterr.storage.sealed.Measured(
                        cell.series().measure().name(), cell.series().bin()),
                    total);
          });
      return sums;
    }

    private ai.meterr.storage.sealed.Line line(Series of, Map<Name, Long> ids) {
      List<Long> axes = new ArrayList<>();
      for (Axis axis : of.cube().axes()) {
        String value = of.values().get(axis);
        axes.add(
            value == null ? Names.NOT_TOLD : Names.id(ids, new Name(organization, axis, value)));
      }
      return new ai.meterr.storage.sealed.Line(
          axes, of.status().wire(), of.currency() == null ? "" : of.currency().code());
    }
  }
}
