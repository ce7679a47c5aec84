package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Rollup;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.Measured;
import ai.meterr.tenancy.OrganizationId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Sums that are added to an organization's cubes and are not sealed yet: packed, one row per cube
 * and period. Rows are only inserted and deleted, so that nobody waits for anybody.
 */
final class Increments {
  /** On either side of the decimal point. */
  private static final int DIGITS_MAX = 1_000;

  private final Map<Place, LineSums> sums = new HashMap<>();

  /**
   * @param starts of the minute; of the quarter where minutes are not kept any more; of the day for
   *     what is kept by day only
   */
  record Place(OrganizationId organization, Cube cube, Instant starts) {}

  /** Tells the values of what a batch has added up. */
  static void tell(Rollup rollup, NamesOfBatch ids) {
    rollup.forEach(
        (line, period, sums) -> {
          for (Axis axis : line.cube().axes()) {
            ids.has(line.organization(), axis, line.value(axis));
          }
        });
  }

  /**
   * What a batch has added up.
   *
   * @throws ArithmeticException where a number has too many digits
   */
  static Increments of(Rollup rollup, NamesOfBatch ids) {
    Increments increments = new Increments();
    rollup.forEach(
        (line, period, sums) -> {
          LineSums into =
              increments.at(new Place(line.organization(), line.cube(), period.starts()));
          Line packed = packed(line, ids);
          sums.forEach(
              (measured, total) ->
                  into.add(
                      packed,
                      new Measured(measured.measure().name(), measured.bin()),
                      bounded(total)));
        });
    return increments;
  }

  /** One number of many digits would be as many for every number of its measure. */
  private static Total bounded(Total total) {
    for (BigDecimal value : List.of(total.quantity(), total.amount())) {
      if (value.scale() > DIGITS_MAX || (long) value.precision() - value.scale() > DIGITS_MAX) {
        throw new ArithmeticException("a number with more digits than sums are kept with");
      }
    }
    return total;
  }

  private static Line packed(ai.meterr.ledger.rollup.Line line, NamesOfBatch ids) {
    List<Long> axes = new ArrayList<>(line.cube().axes().size());
    for (Axis axis : line.cube().axes()) {
      axes.add(ids.id(line.organization(), axis, line.value(axis)));
    }
    return new Line(
        axes, line.status().wire(), line.currency() == null ? "" : line.currency().code());
  }

  /**
   * What a statement returns.
   *
   * @param statement returns an organization, a cube, a beginning and lines
   */
  static Increments returnedBy(PreparedStatement statement) throws SQLException {
    Increments increments = new Increments();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        OrganizationId organization = new OrganizationId(rows.getObject(1, UUID.class));
        Place place = new Place(organization, Cube.of(rows.getInt(2)), DatabaseTime.read(rows, 3));
        increments.at(place).add(rows.getBytes(4));
      }
    }
    return increments;
  }

  Map<Place, LineSums> sums() {
    return Collections.unmodifiableMap(sums);
  }

  /** Moves what is kept by day only into blocks. */
  void moveToBlocks(Connection connection) throws SQLException {
    Iterator<Map.Entry<Place, LineSums>> each = sums.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Place, LineSums> sum = each.next();
      if (sum.getKey().cube.byDayOnly()) {
        Blocks.add(connection, sum.getKey(), sum.getValue());
        each.remove();
      }
    }
  }

  private LineSums at(Place place) {
    return sums.computeIfAbsent(place, unseen -> new LineSums(place.cube.axes().size()));
  }

  void insert(Connection connection) throws SQLException {
    if (sums.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into increments (organization_id, cube, starts, lines) select * from"
                + " unnest(?::uuid[], ?::smallint[], ?::timestamptz[], ?::bytea[])")) {
      Column organizations = Column.uuids();
      Column cubes = Column.int2();
      Column starts = Column.times();
      Column lines = Column.bytes();
      sums.forEach(
          (place, of) -> {
            organizations.add(place.organization.value());
            cubes.addSmall(place.cube.code());
            starts.add(place.starts);
            lines.add(of.pack());
          });
      organizations.bind(statement, 1);
      cubes.bind(statement, 2);
      starts.bind(statement, 3);
      lines.bind(statement, 4);
      statement.executeUpdate();
    }
  }
}
