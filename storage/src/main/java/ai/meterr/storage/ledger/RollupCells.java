package ai.meterr.storage.ledger;

import ai.meterr.event.Status;
import ai.meterr.event.Wire;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cell;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Measure;
import ai.meterr.ledger.rollup.Series;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.Measured;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the rollups of one organization hold, as one snapshot sees them, as cells. */
final class RollupCells {
  private final Connection connection;
  private final OrganizationId organization;

  /** A cell whose axes are ids of the dictionary. */
  record Row(Instant starts, Cube cube, Line line, Measured measured, Total total) {
    Row startingAt(Instant other) {
      return new Row(other, cube, line, measured, total);
    }

    private Series series(Map<Long, String> names) {
      Map<Axis, String> values = new EnumMap<>(Axis.class);
      int place = 0;
      for (Axis axis : cube.axes()) {
        String name = names.get(line.axes().get(place++));
        if (name != null) {
          values.put(axis, name);
        }
      }
      return new Series(
          cube,
          values,
          Wire.parse(Status.class, line.status()),
          new Measure(measured.measure()),
          line.currency().isEmpty() ? null : new CurrencyCode(line.currency()),
          measured.bin());
    }
  }

  RollupCells(Connection connection, OrganizationId organization) {
    this.connection = connection;
    this.organization = organization;
  }

  /** Sums rows by the cells that they are of. */
  Map<Cell, Total> named(Grain grain, List<Row> rows) throws SQLException {
    Set<Long> ids = new HashSet<>();
    rows.forEach(row -> ids.addAll(row.line.axes()));
    Map<Long, String> names = EntryReader.names(connection, organization, ids);
    Map<Cell, Total> cells = new HashMap<>();
    for (Row row : rows) {
      cells.merge(
          new Cell(organization, grain, row.starts, row.series(names)), row.total, Total::plus);
    }
    return cells;
  }

  /**
   * @param table of packed sums
   */
  List<Row> in(String table, Instant from, Instant to) throws SQLException {
    List<Row> cells = new ArrayList<>();
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
          Instant starts = DatabaseTime.read(found, 2);
          new LineSums(cube.axes().size())
              .add(found.getBytes(3))
              .lines()
              .forEach(
                  (line, sums) ->
                      sums.forEach(
                          (measured, total) ->
                              cells.add(new Row(starts, cube, line, measured, total))));
        }
      }
    }
    return cells;
  }
}
