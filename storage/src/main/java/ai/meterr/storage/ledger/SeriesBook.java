package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Line;
import ai.meterr.ledger.rollup.Measured;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.ledger.Names.Name;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
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
  /** Some 400 bytes each. */
  private static final int LINES_REMEMBERED_MAX = 100_000;

  private static final int TEXTS_REMEMBERED_MAX = 50_000;

  /** Columns of the table, in the order of its unique key after the organization. */
  private static final String COLUMNS =
      "organization_id, cube, "
          + Arrays.stream(Axis.values()).map(SeriesBook::column).collect(Collectors.joining(", "))
          + ", status, measure, currency, bin";

  private static final String UNNEST =
      "unnest(?::uuid[], ?::smallint[], "
          + "?::bigint[], ".repeat(Axis.values().length)
          + "?::text[], ?::text[], ?::text[], ?::smallint[])";

  private static final String INSERT =
      "insert into series ("
          + COLUMNS
          + ") select * from "
          + UNNEST
          + " on conflict do nothing returning id, "
          + COLUMNS;

  /** One look into the index for each, however many series there are. */
  private static final String SELECT =
      "select s.* from "
          + UNNEST
          + " k ("
          + COLUMNS
          + ") cross join lateral (select id, "
          + COLUMNS
          + " from series s where "
          + Arrays.stream(COLUMNS.split(", "))
              .map(column -> "s." + column + " = k." + column)
              .collect(Collectors.joining(" and "))
          + " offset 0) s";

  private static final Comparator<Row> ORDER =
      Comparator.comparing(Row::organization)
          .thenComparingInt(Row::cube)
          .thenComparing(Row::axes, Arrays::compare)
          .thenComparing(Row::status)
          .thenComparing(Row::measure)
          .thenComparing(Row::currency)
          .thenComparingInt(Row::bin);

  private final Database database;
  private final Names names;
  private final Cache<Line, Ids> remembered =
      Caffeine.newBuilder().maximumSize(LINES_REMEMBERED_MAX).build();

  /** Many lines share few texts. */
  private final Cache<String, String> texts =
      Caffeine.newBuilder().maximumSize(TEXTS_REMEMBERED_MAX).build();

  /** What a batch needs the id of. */
  record Series(Line line, Measured measured) {}

  /** A series as its row: ids in place of values. */
  private record Row(
      UUID organization,
      int cube,
      long[] axes,
      String status,
      String measure,
      String currency,
      int bin) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Row that && ORDER.compare(this, that) == 0;
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(axes) + 7 * measure.hashCode() + cube + bin;
    }
  }

  /** The ids of one line's series. Never changed: more of them are another one. */
  static final class Ids {
    static final Ids NONE = new Ids(new Measured[0], new long[0]);

    private final Measured[] measured;
    private final long[] ids;

    private Ids(Measured[] measured, long[] ids) {
      this.measured = measured;
      this.ids = ids;
    }

    /** {@link Names#NOT_TOLD} where it is not known. */
    long of(Measured wanted) {
      for (int i = 0; i < measured.length; i++) {
        if (measured[i].equals(wanted)) {
          return ids[i];
        }
      }
      return Names.NOT_TOLD;
    }

    Ids with(Measured more, long id) {
      Measured[] longer = Arrays.copyOf(measured, measured.length + 1);
      longer[measured.length] = more;
      long[] longerIds = Arrays.copyOf(ids, ids.length + 1);
      longerIds[ids.length] = id;
      return new Ids(longer, longerIds);
    }
  }

  SeriesBook(Database database, Names names) {
    this.database = database;
    this.names = names;
  }

  static String column(Axis axis) {
    return axis.wire() + "_id";
  }

  /** The ids of a line's series that are remembered. */
  Ids remembered(Line line) {
    Ids ids = remembered.getIfPresent(line);
    return ids == null ? Ids.NONE : ids;
  }

  /** The ids of these series, given where they have none. */
  Map<Series, Long> ids(Set<Series> wanted) {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    Set<Name> values = new HashSet<>();
    for (Series series : wanted) {
      for (Axis axis : series.line.cube().axes()) {
        String value = series.line.value(axis);
        if (value != null) {
          values.add(new Name(series.line.organization(), axis, value));
        }
      }
    }
    Map<Name, Long> nameIds = names.ids(values);
    Map<Series, Row> rows = new HashMap<>();
    for (Series series : wanted) {
      rows.put(series, row(series, nameIds));
    }
    List<Row> sorted = rows.values().stream().distinct().sorted(ORDER).toList();
    Map<Row, Long> rowIds =
        database.asLedger("giving series their ids", connection -> give(connection, sorted));
    Map<Series, Long> ids = new HashMap<>();
    rows.forEach(
        (series, row) -> {
          Long id = rowIds.get(row);
          if (id == null) {
            throw new IllegalStateException("a series has no id after it was given one");
          }
          ids.put(series, id);
          remember(series, id);
        });
    return ids;
  }

  private void remember(Series series, long id) {
    Ids known = remembered.getIfPresent(series.line);
    if (known == null) {
      remembered.put(
          series.line.with(text -> texts.get(text, same -> same)),
          Ids.NONE.with(series.measured, id));
    } else if (known.of(series.measured) == Names.NOT_TOLD) {
      remembered.put(series.line, known.with(series.measured, id));
    }
  }

  private static Row row(Series series, Map<Name, Long> nameIds) {
    Line line = series.line;
    long[] axes = new long[Axis.values().length];
    for (Axis axis : line.cube().axes()) {
      String value = line.value(axis);
      axes[axis.ordinal()] =
          value == null
              ? Names.NOT_TOLD
              : Names.id(nameIds, new Name(line.organization(), axis, value));
    }
    return new Row(
        line.organization().value(),
        line.cube().code(),
        axes,
        line.status().wire(),
        series.measured.measure().name(),
        line.currency() == null ? "" : line.currency().code(),
        series.measured.bin());
  }

  private static Map<Row, Long> give(Connection connection, List<Row> rows) throws SQLException {
    Map<Row, Long> ids = new HashMap<>();
    run(connection, INSERT, rows, ids);
    List<Row> known = rows.stream().filter(row -> !ids.containsKey(row)).toList();
    if (!known.isEmpty()) {
      run(connection, SELECT, known, ids);
    }
    return ids;
  }

  private static void run(Connection connection, String sql, List<Row> rows, Map<Row, Long> ids)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, rows);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          ids.put(read(found), found.getLong(1));
        }
      }
    }
  }

  private static Row read(ResultSet found) throws SQLException {
    int column = 2;
    UUID organization = found.getObject(column++, UUID.class);
    int cube = found.getInt(column++);
    long[] axes = new long[Axis.values().length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = found.getLong(column++);
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

  private static void bind(PreparedStatement statement, List<Row> rows) throws SQLException {
    Column organizations = Column.uuids();
    Column cubes = Column.int2();
    List<Column> axes = new ArrayList<>();
    for (int i = 0; i < Axis.values().length; i++) {
      axes.add(Column.int8());
    }
    Column statuses = Column.text();
    Column measures = Column.text();
    Column currencies = Column.text();
    Column bins = Column.int2();
    for (Row row : rows) {
      organizations.add(row.organization);
      cubes.addSmall(row.cube);
      for (int i = 0; i < row.axes.length; i++) {
        axes.get(i).add(row.axes[i]);
      }
      statuses.add(row.status);
      measures.add(row.measure);
      currencies.add(row.currency);
      bins.addSmall(row.bin);
    }
    int index = 1;
    organizations.bind(statement, index++);
    cubes.bind(statement, index++);
    for (Column axis : axes) {
      axis.bind(statement, index++);
    }
    statuses.bind(statement, index++);
    measures.bind(statement, index++);
    currencies.bind(statement, index++);
    bins.bind(statement, index);
  }

  /** After the database may have been put back to an older state: its ids are given anew. */
  void forget() {
    remembered.invalidateAll();
  }
}
