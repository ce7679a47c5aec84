package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cell;
import ai.meterr.ledger.rollup.Series;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.ledger.Names.Name;
import ai.meterr.tenancy.OrganizationId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The ids of series, given as {@link Names} are: before the batch's transaction, remembered after
 * they are there for good.
 */
final class SeriesBook {
  private static final int REMEMBERED_MAX = 500_000;

  /** Columns of the table, in the order of its unique key after the organization. */
  private static final String COLUMNS =
      "organization_id, cube, "
          + java.util.Arrays.stream(Axis.values())
              .map(SeriesBook::column)
              .collect(Collectors.joining(", "))
          + ", status, measure, currency, bin";

  private static final String UNNEST =
      "unnest(?::uuid[], ?::smallint[], "
          + "?::bigint[], ".repeat(Axis.values().length)
          + "?::text[], ?::text[], ?::text[], ?::smallint[])";

  private final Database database;
  private final Names names;
  private final Cache<Line, Long> remembered =
      Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

  record Line(OrganizationId organization, Series series) {}

  /** A line as its row: ids in place of values. Its text is the order that rows are made in. */
  private record Row(
      UUID organization,
      int cube,
      List<Long> axes,
      String status,
      String measure,
      String currency,
      int bin) {}

  SeriesBook(Database database, Names names) {
    this.database = database;
    this.names = names;
  }

  static String column(Axis axis) {
    return axis.wire() + "_id";
  }

  /** The ids of the lines of all these cells, given where they have none. */
  Map<Line, Long> ids(Collection<Cell> cells) {
    Set<Line> lines = new HashSet<>();
    for (Cell cell : cells) {
      lines.add(new Line(cell.organization(), cell.series()));
    }
    Map<Line, Long> ids = new HashMap<>(remembered.getAllPresent(lines));
    lines.removeAll(ids.keySet());
    if (!lines.isEmpty()) {
      Map<Line, Long> given = give(lines);
      remembered.putAll(given);
      ids.putAll(given);
    }
    return ids;
  }

  private Map<Line, Long> give(Set<Line> lines) {
    Set<Name> values = new HashSet<>();
    for (Line line : lines) {
      line.series()
          .values()
          .forEach((axis, value) -> values.add(new Name(line.organization(), axis, value)));
    }
    Map<Name, Long> nameIds = names.ids(values);
    Map<Line, Row> rows = new HashMap<>();
    for (Line line : lines) {
      rows.put(line, row(line, nameIds));
    }
    List<Row> sorted =
        rows.values().stream().distinct().sorted(Comparator.comparing(Row::toString)).toList();
    Map<Row, Long> rowIds =
        database.asLedger("giving series their ids", connection -> give(connection, sorted));
    Map<Line, Long> ids = new HashMap<>();
    rows.forEach(
        (line, row) -> {
          Long id = rowIds.get(row);
          if (id == null) {
            throw new IllegalStateException("a series has no id after it was given one");
          }
          ids.put(line, id);
        });
    return ids;
  }

  private static Row row(Line line, Map<Name, Long> nameIds) {
    Series series = line.series();
    List<Long> axes = new ArrayList<>();
    for (Axis axis : Axis.values()) {
      String value = series.values().get(axis);
      axes.add(
          value == null
              ? Names.NOT_TOLD
              : Names.id(nameIds, new Name(line.organization(), axis, value)));
    }
    return new Row(
        line.organization().value(),
        series.cube().code(),
        axes,
        series.status().wire(),
        series.measure().name(),
        series.currency() == null ? "" : series.currency().code(),
        series.bin());
  }

  private static Map<Row, Long> give(Connection connection, List<Row> rows) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into series ("
                + COLUMNS
                + ") select * from "
                + UNNEST
                + " on conflict do nothing")) {
      bind(connection, insert, rows);
      insert.executeUpdate();
    }
    Map<Row, Long> ids = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select s.id, "
                + COLUMNS
                + " from "
                + UNNEST
                + " k ("
                + COLUMNS
                + ") join series s using ("
                + COLUMNS
                + ")")) {
      bind(connection, select, rows);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          ids.put(read(found), found.getLong(1));
        }
      }
    }
    return ids;
  }

  private static Row read(ResultSet found) throws SQLException {
    int column = 2;
    UUID organization = found.getObject(column++, UUID.class);
    int cube = found.getInt(column++);
    List<Long> axes = new ArrayList<>();
    for (int i = 0; i < Axis.values().length; i++) {
      axes.add(found.getLong(column++));
    }
    return new Row(
        organization,
        cube,
        axes,
        found.getString(column++),
        found.getString(column++),
        found.getString(column++),
        found.getInt(column));
  }

  private static void bind(Connection connection, PreparedStatement statement, List<Row> rows)
      throws SQLException {
    int index = 1;
    Arrays.set(
        connection, statement, index++, "uuid", rows.stream().map(Row::organization).toArray());
    Arrays.set(connection, statement, index++, "int2", rows.stream().map(Row::cube).toArray());
    for (int axis = 0; axis < Axis.values().length; axis++) {
      int at = axis;
      Arrays.set(
          connection,
          statement,
          index++,
          "int8",
          rows.stream().map(row -> row.axes().get(at)).toArray());
    }
    Arrays.set(connection, statement, index++, "text", rows.stream().map(Row::status).toArray());
    Arrays.set(connection, statement, index++, "text", rows.stream().map(Row::measure).toArray());
    Arrays.set(connection, statement, index++, "text", rows.stream().map(Row::currency).toArray());
    Arrays.set(connection, statement, index, "int2", rows.stream().map(Row::bin).toArray());
  }

  /** After the database may have been put back to an older state: its ids are given anew. */
  void forget() {
    remembered.invalidateAll();
  }
}
