package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Line;
import ai.meterr.ledger.rollup.Period;
import ai.meterr.ledger.rollup.Rollup;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.ledger.SeriesBook.Ids;
import ai.meterr.storage.ledger.SeriesBook.Series;
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
import java.util.function.Consumer;

/** Increments as rows, in the order of the tables' keys. */
final class RollupRows {
  private final Map<Grain, List<Row>> rows;

  private record Row(UUID organization, int cube, Instant starts, long series, Total total) {
    private static final Comparator<Row> ORDER =
        Comparator.comparing(Row::organization)
            .thenComparingInt(Row::cube)
            .thenComparing(Row::starts)
            .thenComparingLong(Row::series);

    Row plus(Row other) {
      return new Row(organization, cube, starts, series, total.plus(other.total));
    }
  }

  /** What waits for its series' id. */
  private record Unnamed(Period period, Total total) {}

  private RollupRows(Map<Grain, List<Row>> rows) {
    this.rows = rows;
  }

  static RollupRows of(Rollup rollup, SeriesBook series) {
    return of(rollup::forEach, series);
  }

  /**
   * @param increments tells each cell once
   */
  static RollupRows of(Consumer<Rollup.Reader> increments, SeriesBook series) {
    Map<Grain, List<Row>> rows = new EnumMap<>(Grain.class);
    Map<Series, List<Unnamed>> unnamed = new HashMap<>();
    increments.accept(
        (line, period, sums) -> {
          List<Row> ofGrain = rows.computeIfAbsent(period.grain(), grain -> new ArrayList<>());
          Ids ids = series.remembered(line);
          sums.forEach(
              (measured, total) -> {
                long id = ids.of(measured);
                if (id == Names.NOT_TOLD) {
                  unnamed
                      .computeIfAbsent(new Series(line, measured), unseen -> new ArrayList<>())
                      .add(new Unnamed(period, total));
                } else {
                  ofGrain.add(row(line, period, id, total));
                }
              });
        });
    series
        .ids(unnamed.keySet())
        .forEach(
            (named, id) ->
                unnamed
                    .getOrDefault(named, List.of())
                    .forEach(
                        one ->
                            rows.getOrDefault(one.period.grain(), List.of())
                                .add(row(named.line(), one.period, id, one.total))));
    rows.replaceAll((grain, unsorted) -> merged(unsorted));
    return new RollupRows(rows);
  }

  private static Row row(Line line, Period period, long series, Total total) {
    return new Row(line.organization().value(), line.cube().code(), period.starts(), series, total);
  }

  /** Sorted. Lines whose texts PostgreSQL cannot tell apart are one series. */
  private static List<Row> merged(List<Row> rows) {
    rows.sort(Row.ORDER);
    List<Row> merged = new ArrayList<>(rows.size());
    for (Row row : rows) {
      if (!merged.isEmpty() && Row.ORDER.compare(merged.getLast(), row) == 0) {
        merged.set(merged.size() - 1, merged.getLast().plus(row));
      } else {
        merged.add(row);
      }
    }
    return merged;
  }

  static String table(Grain grain) {
    return "rollup_" + grain.name().toLowerCase(Locale.ROOT);
  }

  void add(Connection connection) throws SQLException {
    for (Map.Entry<Grain, List<Row>> grain : rows.entrySet()) {
      add(connection, grain.getKey(), grain.getValue());
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
      Column organizations = Column.uuids();
      Column cubes = Column.int2();
      Column starts = Column.times();
      Column series = Column.int8();
      Column quantities = Column.numerics();
      Column amounts = Column.numerics();
      for (Row row : rows) {
        organizations.add(row.organization);
        cubes.addSmall(row.cube);
        starts.add(row.starts);
        series.add(row.series);
        quantities.add(row.total.quantity());
        amounts.add(row.total.amount());
      }
      organizations.bind(statement, 1);
      cubes.bind(statement, 2);
      starts.bind(statement, 3);
      series.bind(statement, 4);
      quantities.bind(statement, 5);
      amounts.bind(statement, 6);
      statement.executeUpdate();
    }
  }
}
