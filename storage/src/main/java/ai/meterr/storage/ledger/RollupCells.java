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
import ai.meterr.storage.sealed.LineSums;
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
import java.util.stream.Collectors;

/**
 * What the rollups of one organization hold, as one snapshot sees them: rows and sealed, as cells.
 */
final class RollupCells {
  private static final String AXES =
      java.util.Arrays.stream(Axis.values())
          .map(axis -> "s." + SeriesBook.column(axis))
          .collect(Collectors.joining(", "));

  /** Where {@link #AXES} begin in the result. */
  private static final int FIRST_AXIS = 9;

  private final Connection connection;
  private final OrganizationId organization;

  /** A cell whose axes are ids of the dictionary. */
  record Row(
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

    private Series series(Map<Long, String> names) {
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

  RollupCells(Connection connection, OrganizationId organization) {
    this.connection = connection;
    this.organization = organization;
  }

  /** Sums rows by the cells that they are of. */
  Map<Cell, Total> named(Grain grain, List<Row> rows) throws SQLException {
    Set<Long> ids = new HashSet<>();
    rows.forEach(row -> ids.addAll(row.axes));
    Map<Long, String> names = EntryReader.names(connection, organization, ids);
    Map<Cell, Total> cells = new HashMap<>();
    for (Row row : rows) {
      cells.merge(
          new Cell(organization, grain, row.starts, row.series(names)), row.total, Total::plus);
    }
    return cells;
  }

  /** Those that are not sealed, or never. */
  List<Row> rows(Grain grain, Instant from, Instant to) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select r.starts, r.quantity, r.amount, r.cube, s.status, s.measure, s.currency,"
                + " s.bin, "
                + AXES
                + " from "
                + RollupRows.table(grain)
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

  private static List<Row> rows(PreparedStatement statement) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        List<Long> axes = new ArrayList<>();
        for (int axis = 0; axis < Axis.values().length; axis++) {
          axes.add(found.getLong(FIRST_AXIS + axis));
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

  List<Row> sealed(Grain grain, Instant from, Instant to) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select cube, starts, lines from "
                + Sealed.table(grain)
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

  private static List<Row> unpacked(Cube cube, Instant starts, LineSums sums) {
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
}
