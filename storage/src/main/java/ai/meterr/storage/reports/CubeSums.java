package ai.meterr.storage.reports;

import ai.meterr.event.Status;
import ai.meterr.event.Wire;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports.CombinationNotKept;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods.Stretch;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.sealed.Measured;
import ai.meterr.storage.sealed.PackedLines;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.postgresql.PGStatement;

/**
 * Sums a cube by group and bucket: what is sealed is added up here, what is not sealed yet (and
 * minutes, and what is kept by day only) by PostgreSQL. Each moment lies in one of the two.
 */
final class CubeSums {
  /** A bound for one answer; a question with more is refused. */
  private static final int GROUPS_MAX = 100_000;

  private static final int ROWS_AT_ONCE = 32;

  private final Connection connection;
  private final OrganizationId organization;
  private final Cube cube;
  private final List<Dimension> groupBy;
  private final Filters filters;
  private final List<Instant> buckets;
  private final Kinds kinds;
  private final Map<Group, GroupSums> sums = new HashMap<>();

  /**
   * @param values in the order of the question: ids, of a status its ordinal
   * @param bucket index, 0 where none was asked for
   */
  record Group(List<Long> values, int bucket) {}

  CubeSums(
      Connection connection,
      OrganizationId organization,
      Cube cube,
      List<Dimension> groupBy,
      Filters filters,
      List<Instant> buckets,
      Kinds kinds) {
    this.connection = connection;
    this.organization = organization;
    this.cube = cube;
    this.groupBy = groupBy;
    this.filters = filters;
    this.buckets = buckets;
    this.kinds = kinds;
  }

  Map<Group, GroupSums> read(List<Stretch> stretches) throws SQLException {
    if (filters.isEmpty()) {
      return sums;
    }
    Instant unsealedFrom = null;
    Instant unsealedTo = null;
    for (Stretch stretch : stretches) {
      if (stretch.grain() == Grain.MINUTE) {
        readRows("rollup_minute", stretch.from(), stretch.to());
      } else if (cube.byDayOnly()) {
        readRows("rollup_day", stretch.from(), stretch.to());
      } else {
        readSealed(stretch);
        unsealedFrom = unsealedFrom == null ? stretch.from() : unsealedFrom;
        unsealedTo = stretch.to();
      }
    }
    if (unsealedFrom != null && unsealedTo != null) {
      readRows("rollup_quarter", unsealedFrom, unsealedTo);
    }
    return sums;
  }

  private GroupSums of(List<Long> values, int bucket) {
    Group group = new Group(values, bucket);
    GroupSums known = sums.get(group);
    if (known != null) {
      return known;
    }
    if (sums.size() == GROUPS_MAX) {
      throw new CombinationNotKept(
          "an answer has at most " + GROUPS_MAX + " rows: filter, or group by less");
    }
    GroupSums fresh = new GroupSums();
    sums.put(group, fresh);
    return fresh;
  }

  private int bucket(Instant starts) {
    if (buckets.isEmpty()) {
      return 0;
    }
    int at = Collections.binarySearch(buckets, starts);
    return at >= 0 ? at : -at - 2;
  }

  // ------------------------------------------------------------------ sealed

  private void readSealed(Stretch stretch) throws SQLException {
    Predicate<PackedLines> fits = filters.onLinesOf(cube);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select starts, lines from sealed_"
                + stretch.grain().name().toLowerCase(Locale.ROOT)
                + " where organization_id = ? and cube = ? and starts >= ? and starts < ?")) {
      // text would double the bytes
      statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
      statement.setFetchSize(ROWS_AT_ONCE);
      statement.setObject(1, organization.value());
      statement.setInt(2, cube.code());
      statement.setObject(3, DatabaseTime.of(stretch.from()));
      statement.setObject(4, DatabaseTime.of(stretch.to()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          add(new PackedLines(rows.getBytes(2)), fits, bucket(DatabaseTime.read(rows, 1)));
        }
      }
    }
  }

  private void add(PackedLines lines, Predicate<PackedLines> fits, int bucket) {
    int measures = lines.measures().size();
    int currencies = lines.currencies().size();
    int[] numbers = new int[lines.statuses().size() * currencies * measures];
    Arrays.fill(numbers, -1);
    int[] places = places();
    long[] statuses = statuses(lines);
    while (lines.nextLine()) {
      if (!fits.test(lines)) {
        continue;
      }
      Long[] values = new Long[places.length];
      for (int i = 0; i < places.length; i++) {
        values[i] = places[i] < 0 ? statuses[lines.status()] : lines.axis(places[i]);
      }
      GroupSums group = of(List.of(values), bucket);
      int line = (lines.status() * currencies + lines.currency()) * measures;
      while (lines.nextCell()) {
        int at = line + lines.place();
        if (numbers[at] < 0) {
          numbers[at] = number(lines);
        }
        if (lines.isSmall()) {
          group.add(numbers[at], lines.quantity(), lines.amount(), kinds);
        } else {
          group.add(numbers[at], lines.total());
        }
      }
    }
  }

  private int number(PackedLines lines) {
    int place = lines.place();
    return kinds.number(
        lines.statuses().get(lines.status()),
        lines.measures().get(place),
        lines.currencies().get(lines.currency()),
        lines.quantityScale(place),
        lines.amountScale(place));
  }

  /** Of each dimension asked for its place among the cube's axes; below 0: the status. */
  private int[] places() {
    List<Axis> axes = List.copyOf(cube.axes());
    return groupBy.stream()
        .map(Axis::of)
        .mapToInt(axis -> axis == null ? -1 : axes.indexOf(axis))
        .toArray();
  }

  private static long[] statuses(PackedLines lines) {
    return lines.statuses().stream()
        .mapToLong(status -> Wire.parse(Status.class, status).ordinal())
        .toArray();
  }

  // ------------------------------------------------------------------ rows

  private void readRows(String table, Instant from, Instant to) throws SQLException {
    StringBuilder groups = new StringBuilder();
    for (Dimension dimension : groupBy) {
      Axis axis = Axis.of(dimension);
      groups.append(axis == null ? "s.status" : "s." + Filters.column(axis)).append(", ");
    }
    String bucket = buckets.isEmpty() ? "0" : "width_bucket(r.starts, ?::timestamptz[]) - 1";
    String sql =
        "select "
            + groups
            + bucket
            + " as bucket, s.status, s.measure, s.currency, s.bin, sum(r.quantity), sum(r.amount)"
            + " from "
            + table
            + " r join series s on s.organization_id = ? and s.id = r.series_id"
            + " where r.organization_id = ? and r.cube = ? and r.starts >= ? and r.starts < ?"
            + filters.conditions("s")
            + " group by "
            + groups
            + "bucket, s.status, s.measure, s.currency, s.bin";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      // planned for this very stretch of time
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
      int index = 1;
      if (!buckets.isEmpty()) {
        statement.setArray(index++, times());
      }
      statement.setObject(index++, organization.value());
      statement.setObject(index++, organization.value());
      statement.setInt(index++, cube.code());
      statement.setObject(index++, DatabaseTime.of(from));
      statement.setObject(index++, DatabaseTime.of(to));
      filters.bind(connection, statement, index);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          add(rows);
        }
      }
    }
  }

  private void add(ResultSet rows) throws SQLException {
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < groupBy.size(); i++) {
      values.add(
          groupBy.get(i) == Dimension.STATUS
              ? (long) Wire.parse(Status.class, rows.getString(i + 1)).ordinal()
              : rows.getLong(i + 1));
    }
    int column = groupBy.size() + 1;
    int bucket = rows.getInt(column);
    int kind =
        kinds.number(
            rows.getString(column + 1),
            new Measured(rows.getString(column + 2), rows.getInt(column + 4)),
            rows.getString(column + 3),
            0,
            0);
    Total total = new Total(rows.getBigDecimal(column + 5), rows.getBigDecimal(column + 6));
    if (!total.sameAs(Total.ZERO)) {
      of(List.copyOf(values), bucket).add(kind, total);
    }
  }

  private Array times() throws SQLException {
    return connection.createArrayOf(
        "timestamptz", buckets.stream().map(DatabaseTime::text).toArray());
  }
}
