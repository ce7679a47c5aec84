package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Cell;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Rollup;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.SeriesBook.Line;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Increments as rows, in the order of the tables' keys. */
final class RollupRows {
  private final Map<Grain, List<Row>> rows;
  private final List<Day> days;

  private record Key(UUID organization, int cube, Instant starts, long series)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::organization)
            .thenComparing(Key::cube)
            .thenComparing(Key::starts)
            .thenComparing(Key::series);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private record Row(Key key, Total total) {}

  private record Day(UUID organization, Instant starts) {}

  private RollupRows(Map<Grain, List<Row>> rows, List<Day> days) {
    this.rows = rows;
    this.days = days;
  }

  static RollupRows of(Rollup rollup, SeriesBook series) {
    Map<Line, Long> ids = series.ids(rollup.cells().keySet());
    Map<Grain, Map<Key, Total>> sums = new EnumMap<>(Grain.class);
    rollup
        .cells()
        .forEach(
            (cell, total) ->
                sums.computeIfAbsent(cell.grain(), grain -> new HashMap<>())
                    .merge(key(cell, ids), total, Total::plus));
    Map<Grain, List<Row>> rows = new EnumMap<>(Grain.class);
    sums.forEach(
        (grain, totals) ->
            rows.put(
                grain,
                totals.entrySet().stream()
                    .map(sum -> new Row(sum.getKey(), sum.getValue()))
                    .sorted(Comparator.comparing(Row::key))
                    .toList()));
    List<Day> days = new ArrayList<>();
    rollup
        .days()
        .forEach(
            (organization, starts) ->
                starts.forEach(start -> days.add(new Day(organization.value(), start))));
    days.sort(Comparator.comparing(Day::organization).thenComparing(Day::starts));
    return new RollupRows(rows, days);
  }

  private static Key key(Cell cell, Map<Line, Long> ids) {
    Long id = ids.get(new Line(cell.organization(), cell.series()));
    if (id == null) {
      throw new IllegalStateException("a series has no id after it was given one");
    }
    return new Key(cell.organization().value(), cell.series().cube().code(), cell.starts(), id);
  }

  static String table(Grain grain) {
    return "rollup_" + grain.name().toLowerCase(Locale.ROOT);
  }

  void add(Connection connection) throws SQLException {
    for (Map.Entry<Grain, List<Row>> grain : rows.entrySet()) {
      add(connection, grain.getKey(), grain.getValue());
    }
    if (!days.isEmpty()) {
      mark(connection);
    }
  }

  private static void add(Connection connection, Grain grain, List<Row> rows) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into "
                + table(grain)
                + """
                 as t (organization_id, cube, starts, series_id, quantity, amount)
                select * from unnest(?::uuid[], ?::smallint[], ?::timestamptz[], ?::bigint[],
                  ?::numeric[], ?::numeric[])
                on conflict (organization_id, cube, starts, series_id) do update
                set quantity = t.quantity + excluded.quantity, amount = t.amount + excluded.amount\
                """)) {
      Arrays.set(
          connection, statement, 1, "uuid", rows.stream().map(r -> r.key.organization).toArray());
      Arrays.set(connection, statement, 2, "int2", rows.stream().map(r -> r.key.cube).toArray());
      Arrays.set(
          connection,
          statement,
          3,
          "timestamptz",
          rows.stream().map(row -> DatabaseTime.text(row.key.starts)).toArray());
      Arrays.set(connection, statement, 4, "int8", rows.stream().map(r -> r.key.series).toArray());
      Arrays.set(
          connection,
          statement,
          5,
          "numeric",
          rows.stream().map(r -> r.total.quantity()).toArray());
      Arrays.set(
          connection, statement, 6, "numeric", rows.stream().map(r -> r.total.amount()).toArray());
      statement.executeUpdate();
    }
  }

  /**
   * A day that is being made at this moment has taken its mark away: this waits for it and marks
   * the day again.
   */
  private void mark(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into day_marks (organization_id, starts)
            select * from unnest(?::uuid[], ?::timestamptz[]) on conflict do nothing\
            """)) {
      Arrays.set(connection, statement, 1, "uuid", days.stream().map(Day::organization).toArray());
      Arrays.set(
          connection,
          statement,
          2,
          "timestamptz",
          days.stream().map(day -> DatabaseTime.text(day.starts)).toArray());
      statement.executeUpdate();
    }
  }
}
