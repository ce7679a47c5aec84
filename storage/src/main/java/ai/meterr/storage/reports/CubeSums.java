package ai.meterr.storage.reports;

import ai.meterr.event.Status;
import ai.meterr.event.Wire;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Periods.Stretch;
import ai.meterr.storage.sealed.PackedLines;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sums a cube by group and bucket: what is sealed, from the longest periods that fit, and the
 * increments of what is not sealed yet. What was added lies in one of the two. A group is the
 * values in the order of the question (ids, of a status its ordinal), then the bucket's index, 0
 * where none was asked for.
 *
 * @param <S> the sums of a group
 */
final class CubeSums<S> {
  private final Connection connection;
  private final OrganizationId organization;
  private final Cube cube;
  private final List<Dimension> groupBy;
  private final Filters filters;
  private final List<Instant> buckets;
  private final Adding<S> adding;
  private final Groups<S> sums;

  CubeSums(
      Connection connection,
      OrganizationId organization,
      Cube cube,
      List<Dimension> groupBy,
      Filters filters,
      List<Instant> buckets,
      Adding<S> adding) {
    this.connection = connection;
    this.organization = organization;
    this.cube = cube;
    this.groupBy = groupBy;
    this.filters = filters;
    this.buckets = buckets;
    this.adding = adding;
    this.sums = new Groups<>(groupBy.size() + 1, adding::none);
  }

  Groups<S> read(List<Stretch> stretches) throws SQLException {
    if (filters.isEmpty()) {
      return sums;
    }
    PackedRows rows = new PackedRows(connection, organization, cube, asked(), filters);
    for (Stretch stretch : stretches) {
      rows.readSealed(stretch, this::add);
    }
    rows.readIncrements(stretches.getFirst().from(), stretches.getLast().to(), this::add);
    return sums;
  }

  /** What lines must be told apart by. */
  private Set<Axis> asked() {
    Set<Axis> asked = EnumSet.noneOf(Axis.class);
    asked.addAll(filters.ids().keySet());
    groupBy.stream().map(Axis::of).filter(Objects::nonNull).forEach(asked::add);
    return asked;
  }

  private int bucket(Instant starts) {
    if (buckets.isEmpty()) {
      return 0;
    }
    int at = Collections.binarySearch(buckets, starts);
    return at >= 0 ? at : -at - 2;
  }

  private void add(Instant starts, List<Axis> axes, PackedLines lines) {
    Predicate<PackedLines> fits = filters.onLinesOf(axes);
    int measures = lines.measures().size();
    int currencies = lines.currencies().size();
    int[] numbers = new int[lines.statuses().size() * currencies * measures];
    Arrays.fill(numbers, -1);
    int[] places = places(axes);
    long[] statuses = statuses(lines);
    long[] group = new long[places.length + 1];
    group[places.length] = bucket(starts);
    while (lines.nextLine()) {
      if (!fits.test(lines)) {
        continue;
      }
      for (int i = 0; i < places.length; i++) {
        group[i] = places[i] < 0 ? statuses[lines.status()] : lines.axis(places[i]);
      }
      S into = sums.of(group);
      int line = (lines.status() * currencies + lines.currency()) * measures;
      while (lines.nextCell()) {
        int at = line + lines.place();
        if (numbers[at] < 0) {
          numbers[at] = number(lines);
        }
        if (lines.isSmall()) {
          adding.add(into, numbers[at], lines.quantity(), lines.amount());
        } else {
          adding.add(into, numbers[at], lines.total());
        }
      }
    }
  }

  private int number(PackedLines lines) {
    int place = lines.place();
    return adding.column(
        lines.statuses().get(lines.status()),
        lines.measures().get(place),
        lines.currencies().get(lines.currency()),
        lines.quantityScale(place),
        lines.amountScale(place));
  }

  /** Of each dimension asked for its place among the lines' axes; below 0: the status. */
  private int[] places(List<Axis> axes) {
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
