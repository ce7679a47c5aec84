package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.Increments.Place;
import ai.meterr.storage.sealed.LineSums;
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
import org.jspecify.annotations.Nullable;

/**
 * Moves increments of quarters that are over into sealed minutes, quarters, days, weeks and months,
 * in one transaction for each day of an organization: what is sealed and what is left as increments
 * is all, at any moment and for any reader, so that nothing is counted twice or missed. A late
 * event makes a new increment, which the next round moves.
 */
final class Sealing {
  /** What is on its way when a quarter ends need not be sealed twice. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  /** Weeks and months get the same lines as the day. */
  private static final List<Grain> SUMMED = List.of(Grain.MINUTE, Grain.QUARTER, Grain.DAY);

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
                  "select organization_id, min(starts) from increments where starts < ?"
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
                  "select min(starts) from increments where organization_id = ? and starts < ?")) {
            statement.setObject(1, organization.value());
            statement.setObject(2, DatabaseTime.of(before));
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getObject(1) == null ? null : DatabaseTime.read(row, 1);
            }
          }
        });
  }

  private void sealDay(OrganizationId organization, Instant from, Instant before) {
    Instant now = clock.instant();
    partitions.prepareSealed(List.of(from, from.plus(Duration.ofDays(1))), now);
    database.asLedger(
        "sealing quarters",
        connection -> {
          Sealed sealed = Sealed.locked(connection, organization);
          ZoneId zone = sealed.zone();
          Instant ends = Periods.nextDay(from, zone);
          Instant until = ends.isBefore(before) ? ends : before;
          Increments taken = take(connection, organization, from, until);
          taken.moveToBlocks(connection);
          seal(sealed, taken.sums(), zone, now);
          return null;
        });
  }

  private static Increments take(
      Connection connection, OrganizationId organization, Instant from, Instant until)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from increments where organization_id = ? and starts >= ? and starts < ?"
                + " returning organization_id, cube, starts, lines")) {
      statement.setObject(1, organization.value());
      statement.setObject(2, DatabaseTime.of(from));
      statement.setObject(3, DatabaseTime.of(until));
      return Increments.returnedBy(statement);
    }
  }

  /**
   * Adds increments to every period that is kept and that they lie in.
   *
   * @param increments of one day of the zone
   */
  private static void seal(Sealed sealed, Map<Place, LineSums> increments, ZoneId zone, Instant now)
      throws SQLException {
    Map<Period, LineSums> sums = new HashMap<>();
    for (Map.Entry<Place, LineSums> increment : increments.entrySet()) {
      Place place = increment.getKey();
      for (Grain grain : SUMMED) {
        Instant starts = Periods.startOf(place.starts(), grain, zone);
        if (grain.keeps(starts, now)) {
          sums.computeIfAbsent(
                  new Period(place.cube(), grain, starts),
                  unseen -> new LineSums(place.cube().axes().size()))
              .add(increment.getValue());
        }
      }
    }
    for (Map.Entry<Period, LineSums> sum : sums.entrySet()) {
      Period period = sum.getKey();
      sealed.add(period.cube, period.grain, period.starts, sum.getValue());
      if (period.grain == Grain.DAY) {
        for (Grain longer : List.of(Grain.WEEK, Grain.MONTH)) {
          Instant starts = Periods.startOf(period.starts, longer, zone);
          sealed.add(period.cube, longer, starts, sum.getValue());
        }
      }
    }
  }
}
