package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports.CombinationNotKept;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Periods.Stretch;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.RawLog;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One question for sums, answered from rollups alone. */
final class UsageSums {
  /** A bound for one answer; a question with more is refused. */
  private static final int ROWS_MAX = 100_000;

  private final Connection connection;
  private final OrganizationId organization;
  private final UsageQuery query;
  private final Instant now;

  private record Home(ZoneId zone, CurrencyCode currency) {}

  /**
   * @param axes ids or words, in the order of the question; bucket: index, 0 where none was asked
   */
  private record Group(List<Object> axes, int bucket) {}

  UsageSums(Connection connection, OrganizationId organization, UsageQuery query, Instant now) {
    this.connection = connection;
    this.organization = organization;
    this.query = query;
    this.now = now;
  }

  UsageAnswer answer() throws SQLException {
    Set<Dimension> asked = new HashSet<>(query.groupBy());
    asked.addAll(query.filters().keySet());
    Cube cube =
        Cube.answering(asked)
            .orElseThrow(() -> new CombinationNotKept("no rollup keeps this together: " + KEPT));
    Home home = home();
    List<Stretch> stretches = Periods.covering(query, cube, now, home.zone, marks());
    Bucket bucket = query.bucket();
    List<Instant> buckets =
        bucket == null
            ? List.of()
            : Periods.buckets(
                stretches.getFirst().from(), stretches.getLast().to(), bucket, query.zone());
    Map<Group, SumsBuilder> sums = new HashMap<>();
    SumsBuilder total = new SumsBuilder(home.currency);
    read(cube, stretches, buckets, home, sums, total);
    return new UsageAnswer(home.currency, rows(sums, buckets), total.build(), now);
  }

  private static final String KEPT =
      "user can be asked with team, project, provider, model and status; session on its own or with"
          + " no bucket under a day; all other dimensions with each other";

  private Home home() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select zone, currency from organizations where id = ?")) {
      statement.setObject(1, organization.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new Home(ZoneId.of(row.getString(1)), new CurrencyCode(row.getString(2)))
            : new Home(java.time.ZoneOffset.UTC, CurrencyCode.USD);
      }
    }
  }

  private SortedSet<Instant> marks() throws SQLException {
    SortedSet<Instant> marks = new TreeSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select starts from day_marks where organization_id = ? and starts < ?")) {
      statement.setObject(1, organization.value());
      statement.setObject(2, DatabaseTime.of(query.to()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          marks.add(DatabaseTime.read(rows, 1));
        }
      }
    }
    return marks;
  }

  private void read(
      Cube cube,
      List<Stretch> stretches,
      List<Instant> buckets,
      Home home,
      Map<Group, SumsBuilder> sums,
      SumsBuilder total)
      throws SQLException {
    Filters filters = Filters.of(connection, organization, query.filters(), "s");
    List<String> groups = query.groupBy().stream().map(UsageSums::column).toList();
    try (PreparedStatement statement =
        connection.prepareStatement(sql(stretches, groups, filters, !buckets.isEmpty()))) {
      bind(statement, cube, stretches, buckets, filters);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          List<Object> axes = new ArrayList<>();
          for (int i = 1; i <= groups.size(); i++) {
            axes.add(rows.getObject(i));
          }
          int column = groups.size() + 1;
          Group group = new Group(axes, rows.getInt(column++));
          String status = rows.getString(column++);
          String measure = rows.getString(column++);
          String currency = rows.getString(column++);
          Total sum = new Total(rows.getBigDecimal(column++), rows.getBigDecimal(column));
          if (!sums.containsKey(group) && sums.size() == ROWS_MAX) {
            throw new CombinationNotKept(
                "an answer has at most " + ROWS_MAX + " rows: filter, or group by less");
          }
          sums.computeIfAbsent(group, unseen -> new SumsBuilder(home.currency))
              .add(status, measure, currency, sum);
          total.add(status, measure, currency, sum);
        }
      }
    }
  }

  private static String column(Dimension dimension) {
    Axis axis = Axis.of(dimension);
    return axis == null ? "s.status" : "s." + Filters.column(axis);
  }

  private static String sql(
      List<Stretch> stretches, List<String> groups, Filters filters, boolean bucketed) {
    StringBuilder rows = new StringBuilder();
    for (Grain grain : grains(stretches)) {
      rows.append(rows.isEmpty() ? "" : " union all ")
          .append("select r.series_id, r.starts, r.quantity, r.amount")
          .append(" from unnest(?::timestamptz[], ?::timestamptz[]) p (since, until)")
          .append(" join rollup_")
          .append(grain.name().toLowerCase(Locale.ROOT))
          .append(" r on r.organization_id = ? and r.cube = ?")
          .append(" and r.starts >= p.since and r.starts < p.until");
    }
    String grouped = groups.isEmpty() ? "" : String.join(", ", groups) + ", ";
    String bucket = bucketed ? "width_bucket(r.starts, ?::timestamptz[])" : "0";
    return "select "
        + grouped
        + bucket
        + " as bucket, s.status, s.measure, s.currency, sum(r.quantity), sum(r.amount) from ("
        + rows
        + ") r join series s on s.organization_id = ? and s.id = r.series_id where true"
        + filters.conditions()
        + " group by "
        + grouped
        + "bucket, s.status, s.measure, s.currency";
  }

  private static Set<Grain> grains(List<Stretch> stretches) {
    Set<Grain> grains = java.util.EnumSet.noneOf(Grain.class);
    stretches.forEach(stretch -> grains.add(stretch.grain()));
    return grains;
  }

  private void bind(
      PreparedStatement statement,
      Cube cube,
      List<Stretch> stretches,
      List<Instant> buckets,
      Filters filters)
      throws SQLException {
    int index = 1;
    if (!buckets.isEmpty()) {
      statement.setArray(index++, times(buckets));
    }
    for (Grain grain : grains(stretches)) {
      List<Stretch> of = stretches.stream().filter(s -> s.grain() == grain).toList();
      statement.setArray(index++, times(of.stream().map(Stretch::from).toList()));
      statement.setArray(index++, times(of.stream().map(Stretch::to).toList()));
      statement.setObject(index++, organization.value());
      statement.setInt(index++, cube.code());
    }
    statement.setObject(index++, organization.value());
    filters.bind(connection, statement, index);
  }

  private Array times(List<Instant> times) throws SQLException {
    return connection.createArrayOf(
        "timestamptz", times.stream().map(DatabaseTime::text).toArray());
  }

  private List<UsageAnswer.Row> rows(Map<Group, SumsBuilder> sums, List<Instant> buckets)
      throws SQLException {
    Set<Long> ids = new HashSet<>();
    for (Group group : sums.keySet()) {
      group.axes.forEach(
          value -> {
            if (value instanceof Long id) {
              ids.add(id);
            }
          });
    }
    Map<Long, String> names = RawLog.names(connection, organization, ids);
    List<UsageAnswer.Row> rows = new ArrayList<>();
    sums.forEach((group, builder) -> rows.add(row(group, builder.build(), names, buckets)));
    rows.sort(
        Comparator.comparing(
                UsageAnswer.Row::bucket, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(UsageSums::label));
    return rows;
  }

  private UsageAnswer.Row row(
      Group group, Sums sums, Map<Long, String> names, List<Instant> buckets) {
    Map<Dimension, @Nullable String> labels = new EnumMap<>(Dimension.class);
    for (int i = 0; i < query.groupBy().size(); i++) {
      Object value = group.axes.get(i);
      labels.put(query.groupBy().get(i), value instanceof Long id ? names.get(id) : (String) value);
    }
    OffsetDateTime bucket =
        buckets.isEmpty()
            ? null
            : buckets.get(group.bucket - 1).atZone(query.zone()).toOffsetDateTime();
    return new UsageAnswer.Row(labels, bucket, sums);
  }

  private static String label(UsageAnswer.Row row) {
    return row.group().toString();
  }
}
