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
import ai.meterr.ledger.rollup.Periods;
import ai.meterr.ledger.rollup.Periods.Stretch;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.ledger.EntryReader;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
    Groups<GroupSums> sums = read(cube, stretches, filters, buckets, kinds);
    Groups<Histograms> durations =
        keeps(Cube.LATENCY, asked)
            ? read(Cube.LATENCY, stretches, filters, buckets, Histograms.ADDING)
            : new Groups<>(query.groupBy().size() + 1, Histograms.ADDING::none);
    return new UsageAnswer(
        home.currency,
        rows(sums, durations, home.currency, buckets),
        built(total(sums, kinds), total(durations, Histograms.ADDING), home.currency),
        now);
  }

  private <S> Groups<S> read(
      Cube cube, List<Stretch> stretches, Filters filters, List<Instant> buckets, Adding<S> adding)
      throws SQLException {
    return new CubeSums<>(connection, organization, cube, query.groupBy(), filters, buckets, adding)
        .read(stretches);
  }

  private static boolean keeps(Cube cube, Set<Dimension> asked) {
    return asked.stream()
        .map(Axis::of)
        .allMatch(axis -> axis == null || cube.axes().contains(axis));
  }

  private static <S> S total(Groups<S> groups, Adding<S> adding) {
    S total = adding.none();
    for (int place = 0; place < groups.size(); place++) {
      adding.add(total, groups.sums(place));
    }
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

  private Sums built(GroupSums sums, @Nullable Histograms durations, CurrencyCode currency) {
    SumsBuilder builder = new SumsBuilder(currency);
    sums.forEach(
        kinds,
        (kind, total) ->
            builder.add(kind.status(), kind.measured().measure(), kind.currency(), total));
    return builder.build(Histograms.latency(durations), Histograms.firstToken(durations));
  }

  /** By bucket, then by what the group is called. */
  private List<UsageAnswer.Row> rows(
      Groups<GroupSums> sums,
      Groups<Histograms> durations,
      CurrencyCode currency,
      List<Instant> buckets)
      throws SQLException {
    List<Labelled> labelled = labelled(sums);
    List<OffsetDateTime> starts =
        buckets.stream().map(start -> start.atZone(query.zone()).toOffsetDateTime()).toList();
    List<UsageAnswer.Row> rows = new ArrayList<>(labelled.size());
    for (Labelled of : labelled) {
      rows.add(
          new UsageAnswer.Row(
              of.labels,
              starts.isEmpty() ? null : starts.get(of.bucket),
              built(sums.sums(of.place), durations.find(sums, of.place), currency)));
    }
    return rows;
  }

  /**
   * A group that has a name.
   *
   * @param place among the groups
   * @param sortedBy its labels as text
   */
  private record Labelled(
      int place, int bucket, Map<Dimension, @Nullable String> labels, String sortedBy) {}

  private List<Labelled> labelled(Groups<GroupSums> sums) throws SQLException {
    Set<Long> ids = new HashSet<>();
    for (int place = 0; place < sums.size(); place++) {
      for (int i = 0; i < query.groupBy().size(); i++) {
        ids.add(sums.key(place, i));
      }
    }
    Map<Long, String> names = EntryReader.names(connection, organization, ids);
    // the same values stand in many buckets
    Groups<Labels> known = new Groups<>(query.groupBy().size(), Labels::new);
    long[] values = new long[query.groupBy().size()];
    List<Labelled> labelled = new ArrayList<>(sums.size());
    for (int place = 0; place < sums.size(); place++) {
      for (int i = 0; i < values.length; i++) {
        values[i] = sums.key(place, i);
      }
      Labels labels = known.of(values);
      if (labels.text.isEmpty()) {
        label(labels, values, names);
      }
      int bucket = Math.toIntExact(sums.key(place, values.length));
      labelled.add(new Labelled(place, bucket, labels.values, labels.text));
    }
    labelled.sort(Comparator.comparingInt(Labelled::bucket).thenComparing(Labelled::sortedBy));
    return labelled;
  }

  private static final class Labels {
    private final Map<Dimension, @Nullable String> values = new EnumMap<>(Dimension.class);
    private String text = "";
  }

  private void label(Labels labels, long[] values, Map<Long, String> names) {
    for (int i = 0; i < query.groupBy().size(); i++) {
      Dimension dimension = query.groupBy().get(i);
      labels.values.put(
          dimension,
          dimension == Dimension.STATUS
              ? Status.values()[Math.toIntExact(values[i])].wire()
              : names.get(values[i]));
    }
    labels.text = labels.values.toString();
  }
}
