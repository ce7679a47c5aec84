package ai.meterr.storage.reports;

import ai.meterr.event.Status;
import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports.CombinationNotKept;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Measure;
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Periods.Stretch;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.ledger.EntryReader;
import ai.meterr.storage.reports.CubeSums.Group;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One question for sums, answered from rollups alone. */
final class UsageSums {
  private static final String KEPT =
      "user can be asked with team, project, provider, model and status; session on its own or with"
          + " no bucket under a day; all other dimensions with each other";

  private final Connection connection;
  private final OrganizationId organization;
  private final UsageQuery query;
  private final Instant now;
  private final Kinds kinds = new Kinds();

  /**
   * @param zone that days, weeks and months were made in
   */
  private record Home(ZoneId zone, CurrencyCode currency) {}

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
    List<Stretch> stretches = Periods.covering(query, cube, now, home.zone);
    Bucket bucket = query.bucket();
    List<Instant> buckets =
        bucket == null
            ? List.of()
            : Periods.buckets(
                stretches.getFirst().from(), stretches.getLast().to(), bucket, query.zone());
    Filters filters = Filters.of(connection, organization, query.filters());
    Map<Group, GroupSums> sums = read(cube, stretches, filters, buckets);
    Map<Group, GroupSums> durations =
        keeps(Cube.LATENCY, asked) ? read(Cube.LATENCY, stretches, filters, buckets) : Map.of();
    return new UsageAnswer(
        home.currency,
        rows(sums, durations, home.currency, buckets),
        built(total(sums), total(durations), home.currency),
        now);
  }

  private Map<Group, GroupSums> read(
      Cube cube, List<Stretch> stretches, Filters filters, List<Instant> buckets)
      throws SQLException {
    return new CubeSums(connection, organization, cube, query.groupBy(), filters, buckets, kinds)
        .read(stretches);
  }

  private static boolean keeps(Cube cube, Set<Dimension> asked) {
    return asked.stream()
        .map(Axis::of)
        .allMatch(axis -> axis == null || cube.axes().contains(axis));
  }

  private GroupSums total(Map<Group, GroupSums> sums) {
    GroupSums total = new GroupSums();
    sums.values().forEach(group -> total.add(group, kinds));
    return total;
  }

  private Home home() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select coalesce(z.zone, o.zone), o.currency from organizations o
            left join sealed_zones z on z.organization_id = o.id where o.id = ?\
            """)) {
      statement.setObject(1, organization.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new Home(ZoneId.of(row.getString(1)), new CurrencyCode(row.getString(2)))
            : new Home(ZoneOffset.UTC, CurrencyCode.USD);
      }
    }
  }

  private Sums built(GroupSums sums, @Nullable GroupSums durations, CurrencyCode currency) {
    SumsBuilder builder = new SumsBuilder(currency);
    sums.forEach(
        kinds,
        (kind, total) ->
            builder.add(kind.status(), kind.measured().measure(), kind.currency(), total));
    return builder.build(
        Histograms.of(durations, kinds, Measure.LATENCY),
        Histograms.of(durations, kinds, Measure.TIME_TO_FIRST_TOKEN));
  }

  private List<UsageAnswer.Row> rows(
      Map<Group, GroupSums> sums,
      Map<Group, GroupSums> durations,
      CurrencyCode currency,
      List<Instant> buckets)
      throws SQLException {
    Set<Long> ids = new HashSet<>();
    sums.keySet().forEach(group -> ids.addAll(group.values()));
    Map<Long, String> names = EntryReader.names(connection, organization, ids);
    return sums.entrySet().stream()
        .map(
            of ->
                row(
                    of.getKey(),
                    built(of.getValue(), durations.get(of.getKey()), currency),
                    names,
                    buckets))
        .map(row -> Map.entry(row.group().toString(), row))
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, UsageAnswer.Row> labelled) -> labelled.getValue().bucket(),
                    Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getValue)
        .toList();
  }

  private UsageAnswer.Row row(
      Group group, Sums sums, Map<Long, String> names, List<Instant> buckets) {
    Map<Dimension, @Nullable String> labels = new EnumMap<>(Dimension.class);
    for (int i = 0; i < query.groupBy().size(); i++) {
      Dimension dimension = query.groupBy().get(i);
      Long value = group.values().get(i);
      labels.put(
          dimension,
          dimension == Dimension.STATUS
              ? Status.values()[value.intValue()].wire()
              : names.get(value));
    }
    OffsetDateTime bucket =
        buckets.isEmpty()
            ? null
            : buckets.get(group.bucket()).atZone(query.zone()).toOffsetDateTime();
    return new UsageAnswer.Row(labels, bucket, sums);
  }
}
