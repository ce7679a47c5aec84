package ai.meterr.storage.reports;

import ai.meterr.event.Status;
import ai.meterr.event.Wire;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports.CombinationNotKept;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Periods.Stretch;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.reports.Filters.Ids;
import ai.meterr.storage.sealed.PackedLines;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.postgresql.PGStatement;

/**
 * Sums a cube by group and bucket: what is sealed, from the longest periods that fit, and the
 * increments of what is not sealed yet. What was added lies in one of the two.
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
    for (Stretch stretch : stretches) {
      if (cube.byDayOnly()) {
        read("sealed_block", stretch.from(), stretch.to());
      } else {
        read(
            "sealed_" + stretch.grain().name().toLowerCase(Locale.ROOT),
            stretch.from(),
            stretch.to());
      }
    }
    read("increments", stretches.getFirst().from(), stretches.getLast().to());
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

  private void read(String table, Instant from, Instant to) throws SQLException {
    Predicate<PackedLines> fits = filters.onLinesOf(cube);
    Ids ids = table.equals("sealed_block") ? filters.idsOf(cube) : null;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select starts, lines from "
                + table
                + " where organization_id = ? and cube = ? and starts >= ? and starts < ?"
                + (ids == null ? "" : " and first_id <= ? and last_id >= ?"))) {
      // text would double the bytes
      statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
      statement.setFetchSize(ROWS_AT_ONCE);
      statement.setObject(1, organization.value());
      statement.setInt(2, cube.code());
      statement.setObject(3, DatabaseTime.of(from));
      statement.setObject(4, DatabaseTime.of(to));
      if (ids != null) {
        statement.setLong(5, ids.last());
        statement.setLong(6, ids.first());
      }
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
}
