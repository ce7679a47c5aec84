package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Cell;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Line;
import ai.meterr.ledger.rollup.Measured;
import ai.meterr.ledger.rollup.Period;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Rollup;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.ledger.RollupCheck.Difference;
import ai.meterr.tenancy.OrganizationId;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes rollups from the raw log, for any period, while the system runs: what a cell lacks, as one
 * snapshot knows it, is added to it. Because that is an increment like those of the ledger, it does
 * not matter what is applied meanwhile. One rebuild of an organization at a time.
 */
public final class Rebuild {
  /** Any number of our own: with the organization's, the lock of its rebuilds. */
  private static final int LOCK = 0x6d657465;

  private final Database database;
  private final Zones zones;
  private final RollupCheck check;
  private final SeriesBook series;
  private final Partitions partitions;
  private final Days days;

  public Rebuild(Database database, Zones zones, RollupCheck check, Days days) {
    this.database = database;
    this.zones = zones;
    this.check = check;
    this.series = new SeriesBook(database, new Names(database));
    this.partitions = new Partitions(database);
    this.days = days;
  }

  /**
   * Rebuilds the days, in the organization's zone, that a period touches.
   *
   * @param from included, {@code to} excluded
   * @return what was different before
   */
  public RollupCheck.Result rebuild(OrganizationId organization, Instant from, Instant to) {
    RollupCheck.Result before =
        database.asLedger(
            "rebuilding rollups",
            connection -> {
              try (PreparedStatement lock =
                  connection.prepareStatement("select pg_advisory_xact_lock(?, hashtext(?))")) {
                lock.setInt(1, LOCK);
                lock.setString(2, organization.toString());
                lock.execute();
              }
              RollupCheck.Result found = check.check(organization, from, to);
              if (!found.isClean()) {
                missing(found.differences()).add(connection);
              }
              return found;
            });
    days.makeDue();
    return before;
  }

  private RollupRows missing(List<Difference> differences) {
    Map<Cell, Total> increments = new HashMap<>();
    Map<OrganizationId, Set<Instant>> marked = new HashMap<>();
    for (Difference difference : differences) {
      Cell cell = difference.cell();
      ZoneId zone = zones.apply(cell.organization());
      marked
          .computeIfAbsent(cell.organization(), organization -> new HashSet<>())
          .add(Periods.startOfDay(cell.starts(), zone));
      // days of the other cubes are made from their quarters again
      if (cell.grain() != Grain.DAY || cell.series().cube().byDayOnly()) {
        increments.put(cell, difference.entries().plus(difference.rollup().negated()));
      }
    }
    Map<Period, Map<Cell, Total>> byPeriod = new HashMap<>();
    increments.forEach(
        (cell, total) ->
            byPeriod
                .computeIfAbsent(new Period(cell.grain(), cell.starts()), period -> new HashMap<>())
                .put(cell, total));
    partitions.prepare(byPeriod.keySet());
    return RollupRows.of(
        reader ->
            byPeriod.forEach(
                (period, cells) ->
                    cells.forEach((cell, total) -> tell(reader, period, cell, total))),
        marked,
        series);
  }

  private static void tell(Rollup.Reader reader, Period period, Cell cell, Total total) {
    reader.line(
        Line.of(cell.organization(), cell.series()),
        period,
        Map.of(new Measured(cell.series().measure(), cell.series().bin()), total));
  }
}
