package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cell;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Series;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.ledger.Increments.Place;
import ai.meterr.storage.ledger.Names.Name;
import ai.meterr.storage.ledger.RollupCheck.Difference;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.Measured;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes rollups from the raw log, for any period, while the system runs: what a cell lacks, as one
 * snapshot knows it, is added to it. Because that is an increment like those of the ledger, it does
 * not matter what is applied or sealed meanwhile. One rebuild of an organization at a time.
 *
 * <p>What a minute, a quarter or a day lacks is added to what is sealed of it, and to that alone;
 * weeks and months that are not the sums of their days are summed again. Wrong cuts are made anew.
 */
public final class Rebuild {
  /** Any number of our own: with the organization's, the lock of its rebuilds. */
  private static final int LOCK = 0x6d657465;

  private final Database database;
  private final RollupCheck check;
  private final Names names;
  private final Partitions partitions;
  private final InstantSource clock;

  public Rebuild(Database database, RollupCheck check, InstantSource clock) {
    this.database = database;
    this.check = check;
    this.names = new Names(database);
    this.partitions = new Partitions(database);
    this.clock = clock;
  }

  private record Period(Cube cube, Grain grain, Instant starts) {}

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
    return database.asLedger(
        "rebuilding rollups",
        connection -> {
          lock(connection, organization);
          ZoneId zone = zone(organization);
          RollupCheck.Result found = check.check(organization, from, to);
          if (!found.isClean()) {
            new Repair(organization, zone, found.differences()).apply(connection);
            for (RollupCheck.CutPeriod wrong : found.wrongCuts()) {
              CutCheck.discard(connection, wrong);
            }
          }
          return found;
        });
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
    private final Map<Period, LineSums> missing = new HashMap<>();
    private final Set<Period> sums = new HashSet<>();

    Repair(OrganizationId organization, ZoneId zone, List<Difference> differences) {
      this.organization = organization;
      this.zone = zone;
      Map<Name, Long> ids = ids(differences);
      differences.forEach(difference -> sort(difference, ids));
    }

    private Map<Name, Long> ids(List<Difference> differences) {
      Set<Name> told = new HashSet<>();
      for (Difference difference : differences) {
        difference
            .cell()
            .series()
            .values()
            .forEach((axis, value) -> told.add(new Name(organization, axis, value)));
      }
      return names.ids(told);
    }

    private void sort(Difference difference, Map<Name, Long> ids) {
      Cell cell = difference.cell();
      Cube cube = cell.series().cube();
      switch (cell.grain()) {
        case MINUTE, QUARTER, DAY ->
            missing
                .computeIfAbsent(
                    new Period(cube, cell.grain(), cell.starts()),
                    unseen -> new LineSums(cube.axes().size()))
                .add(
                    line(cell.series(), ids),
                    new Measured(cell.series().measure().name(), cell.series().bin()),
                    difference.entries().plus(difference.rollup().negated()));
        case WEEK, MONTH -> sums.add(period(cube, cell.grain(), cell.starts()));
      }
      if (cell.grain() == Grain.DAY && !cube.byDayOnly()) {
        sums.add(period(cube, Grain.WEEK, cell.starts()));
        sums.add(period(cube, Grain.MONTH, cell.starts()));
      }
    }

    private Period period(Cube cube, Grain grain, Instant time) {
      return new Period(cube, grain, Periods.startOf(time, grain, zone));
    }

    private Line line(Series of, Map<Name, Long> ids) {
      List<Long> axes = new ArrayList<>();
      for (Axis axis : of.cube().axes()) {
        String value = of.values().get(axis);
        axes.add(
            value == null ? Names.NOT_TOLD : Names.id(ids, new Name(organization, axis, value)));
      }
      return new Line(axes, of.status().wire(), of.currency() == null ? "" : of.currency().code());
    }

    void apply(Connection connection) throws SQLException {
      partitions.prepareSealed(
          missing.keySet().stream().map(Period::starts).collect(Collectors.toSet()),
          clock.instant());
      Sealed sealed = Sealed.locked(connection, organization);
      if (!sealed.zone().equals(zone)) {
        throw new IllegalStateException("days were made in another zone meanwhile: rebuild again");
      }
      for (Map.Entry<Period, LineSums> one : missing.entrySet()) {
        Period period = one.getKey();
        if (period.cube.byDayOnly()) {
          Blocks.add(
              connection, new Place(organization, period.cube, period.starts), one.getValue());
        } else {
          sealed.add(period.cube, period.grain, period.starts, one.getValue());
        }
      }
      for (Period sum : sums) {
        sealed.sumDays(sum.cube, sum.grain, sum.starts, Periods.endOf(sum.starts, sum.grain, zone));
      }
    }
  }
}
