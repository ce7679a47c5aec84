package ai.meterr.storage.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.EventId;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Percentiles;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.Reports.BadCursor;
import ai.meterr.ledger.report.Reports.CombinationNotKept;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.ledger.report.Reports.LiveBatch;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import ai.meterr.testkit.Variations;
import ai.meterr.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresReportsTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant NOW = PostgresForTests.NOW;
  private static final Reports REPORTS = PostgresForTests.store().reports();

  private final OrganizationId organization = PostgresForTests.newOrganization("Europe/Paris");
  private final BookedJournal journal = new BookedJournal();

  /** Sums again, from the events: what the rollups must say. */
  private static void assertSums(UsageAnswer.Row row, List<UsageEvent> events) {
    assertThat(row.sums().requests()).isEqualTo(events.size());
    assertThat(row.sums().usage())
        .isEqualTo(events.stream().map(UsageEvent::usage).reduce(Usage.NONE, Usage::plus));
    Money cost = Money.zero(CurrencyCode.USD);
    for (UsageEvent event : events) {
      if (event.cost() != null && event.cost().currency().equals(CurrencyCode.USD)) {
        cost = cost.plus(event.cost());
      }
    }
    assertThat(row.sums().cost()).isEqualTo(cost);
    assertThat(row.sums().unpriced())
        .isEqualTo(events.stream().filter(e -> e.status() == Status.UNPRICED).count());
  }

  private static @Nullable String value(UsageEvent event, Dimension dimension) {
    return switch (dimension) {
      case PROVIDER -> event.provider().name();
      case MODEL -> event.model() == null ? null : event.model().name();
      case PROJECT -> event.attribution().project();
      case TEAM -> event.attribution().team();
      case USER -> event.attribution().user();
      case KEY -> event.attribution().key();
      case SESSION -> event.attribution().session();
      case FEATURE -> event.attribution().feature();
      case ENVIRONMENT -> event.attribution().environment();
      case OPERATION -> event.operation().wire();
      case SERVICE_TIER -> event.serviceTier();
      case STATUS -> event.status().wire();
    };
  }

  private List<UsageEvent> book(int count, Instant from, Duration span) {
    SampleEvents samples = new SampleEvents(count, from, span);
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(samples.plain());
    }
    journal.book(organization, events);
    return events;
  }

  private static UsageQuery query(
      Instant from,
      Instant to,
      ZoneId zone,
      @Nullable Bucket bucket,
      List<Dimension> groupBy,
      Map<Dimension, List<String>> filters) {
    return new UsageQuery(from, to, zone, bucket, groupBy, filters);
  }

  @Test
  void answers_are_what_the_events_add_up_to_whatever_is_asked_before_and_after_days_are_made() {
    List<UsageEvent> events = book(300, NOW.minus(Duration.ofDays(20)), Duration.ofDays(20));
    askAround(events, 1);
    PostgresForTests.store().days().makeDue();
    askAround(events, 2);
    // late entries land where they belong, in days that were made already
    events.addAll(book(100, NOW.minus(Duration.ofDays(15)), Duration.ofDays(10)));
    askAround(events, 3);
    PostgresForTests.store().days().makeDue();
    askAround(events, 4);
  }

  private void askAround(List<UsageEvent> events, long seed) {
    Random random = new Random(seed);
    List<List<Dimension>> groupings =
        List.of(
            List.of(),
            List.of(Dimension.MODEL),
            List.of(Dimension.STATUS),
            List.of(Dimension.USER, Dimension.TEAM),
            List.of(Dimension.USER, Dimension.STATUS),
            List.of(Dimension.KEY, Dimension.FEATURE, Dimension.ENVIRONMENT),
            List.of(Dimension.OPERATION, Dimension.SERVICE_TIER, Dimension.PROVIDER));
    for (int i = 0; i < 30; i++) {
      List<Dimension> groupBy = groupings.get(random.nextInt(groupings.size()));
      Bucket bucket = random.nextBoolean() ? null : Bucket.values()[1 + random.nextInt(4)];
      ZoneId zone = List.of(UTC, PARIS, ZoneId.of("Asia/Kathmandu")).get(random.nextInt(3));
      Instant from = NOW.minusSeconds(900L * (1 + random.nextInt(20 * 96)));
      Instant to = from.plusSeconds(900L * (1 + random.nextInt(10 * 96)));
      Map<Dimension, List<String>> filters =
          random.nextBoolean()
              ? Map.of()
              : Map.of(
                  Dimension.PROVIDER, List.of("openai", "nobody"),
                  Dimension.TEAM, List.of("checkout", "search", ""));
      check(query(from, to, zone, bucket, groupBy, filters), events);
    }
  }

  private void check(UsageQuery query, List<UsageEvent> all) {
    Map<Map<Dimension, @Nullable String>, Map<Object, List<UsageEvent>>> expected = new HashMap<>();
    for (UsageEvent event : all) {
      boolean asked =
          !event.time().isBefore(query.from())
              && event.time().isBefore(query.to())
              && query.filters().entrySet().stream()
                  .allMatch(
                      filter -> {
                        String value = value(event, filter.getKey());
                        return filter.getValue().contains(value == null ? "" : value);
                      });
      if (asked) {
        Map<Dimension, @Nullable String> group = new EnumMap<>(Dimension.class);
        query.groupBy().forEach(dimension -> group.put(dimension, value(event, dimension)));
        expected
            .computeIfAbsent(group, unseen -> new HashMap<>())
            .computeIfAbsent(bucket(event, query), unseen -> new ArrayList<>())
            .add(event);
      }
    }
    UsageAnswer answer = REPORTS.usage(organization, query);
    for (UsageAnswer.Row row : answer.rows()) {
      List<UsageEvent> events =
          expected
              .getOrDefault(row.group(), Map.of())
              .getOrDefault(row.bucket() == null ? "" : row.bucket().toInstant(), List.of());
      assertThat(events).as("a row that no event explains: %s", row).isNotEmpty();
      assertSums(row, events);
    }
    assertThat(answer.rows()).hasSize(expected.values().stream().mapToInt(Map::size).sum());
    assertThat(answer.total().requests())
        .isEqualTo(answer.rows().stream().mapToLong(row -> row.sums().requests()).sum());
  }

  /** The bucket's start by the calendar, found another way than the code under test does. */
  private static Object bucket(UsageEvent event, UsageQuery query) {
    if (query.bucket() == null) {
      return "";
    }
    var local = event.time().atZone(query.zone());
    return switch (query.bucket()) {
      case MINUTE ->
          event.time().minusNanos(event.time().getNano()).minusSeconds(local.getSecond());
      case HOUR ->
          event
              .time()
              .minusNanos(event.time().getNano())
              .minusSeconds(local.getSecond() + 60L * local.getMinute());
      case DAY -> local.toLocalDate().atStartOfDay(query.zone()).toInstant();
      case WEEK ->
          local
              .toLocalDate()
              .minusDays(local.getDayOfWeek().getValue() - 1L)
              .atStartOfDay(query.zone())
              .toInstant();
      case MONTH -> local.toLocalDate().withDayOfMonth(1).atStartOfDay(query.zone()).toInstant();
    };
  }

  @Test
  void minutes_of_the_last_days_are_told_and_edges_are_exact_to_the_minute() {
    Instant from = NOW.minus(Duration.ofHours(5)).plusSeconds(7 * 60);
    List<UsageEvent> events = book(80, NOW.minus(Duration.ofHours(6)), Duration.ofHours(6));
    check(query(from, from.plusSeconds(3 * 3600 + 60), UTC, null, List.of(), Map.of()), events);
    check(query(from, NOW, PARIS, Bucket.MINUTE, List.of(Dimension.MODEL), Map.of()), events);
  }

  @Test
  void a_day_that_is_25_hours_long_and_the_hour_that_comes_twice_are_told_as_such() {
    Instant night = Instant.parse("2026-10-25T00:00:00Z");
    List<UsageEvent> events = book(60, night, Duration.ofHours(3));
    check(
        query(night, night.plus(Duration.ofHours(3)), PARIS, Bucket.HOUR, List.of(), Map.of()),
        events);
    UsageAnswer hours =
        REPORTS.usage(
            organization,
            query(night, night.plus(Duration.ofHours(3)), PARIS, Bucket.HOUR, List.of(), Map.of()));
    assertThat(hours.rows().stream().map(UsageAnswer.Row::bucket))
        .containsExactly(
            OffsetDateTime.parse("2026-10-25T02:00+02:00"),
            OffsetDateTime.parse("2026-10-25T02:00+01:00"),
            OffsetDateTime.parse("2026-10-25T03:00+01:00"));
    UsageAnswer day =
        REPORTS.usage(
            organization,
            query(
                Instant.parse("2026-10-24T22:00:00Z"),
                Instant.parse("2026-10-25T23:00:00Z"),
                PARIS,
                Bucket.DAY,
                List.of(),
                Map.of()));
    assertThat(day.rows()).hasSize(1);
    assertThat(day.total().requests()).isEqualTo(60);
  }

  @Test
  void percentiles_are_at_most_a_bin_above_what_the_events_took_and_left_out_where_not_kept() {
    List<UsageEvent> events = book(300, NOW.minus(Duration.ofDays(9)), Duration.ofDays(8));
    for (int round = 0; round < 2; round++) {
      UsageAnswer answer = byModelLately();
      for (UsageAnswer.Row row : answer.rows()) {
        String model = row.group().get(Dimension.MODEL);
        assertPercentiles(
            row.sums(),
            events.stream().filter(e -> Objects.equals(value(e, Dimension.MODEL), model)).toList());
      }
      assertPercentiles(answer.total(), events);
      PostgresForTests.store().days().makeDue();
    }
    for (Dimension notKept : List.of(Dimension.TEAM, Dimension.USER, Dimension.SESSION)) {
      Sums total =
          REPORTS
              .usage(
                  organization,
                  query(
                      NOW.minus(Duration.ofDays(9)), NOW, PARIS, null, List.of(notKept), Map.of()))
              .total();
      assertThat(total.requests()).isPositive();
      assertThat(total.latency()).isNull();
      assertThat(total.timeToFirstToken()).isNull();
    }
  }

  private UsageAnswer byModelLately() {
    return REPORTS.usage(
        organization,
        query(NOW.minus(Duration.ofDays(9)), NOW, PARIS, null, List.of(Dimension.MODEL), Map.of()));
  }

  private static void assertPercentiles(Sums sums, List<UsageEvent> events) {
    long[] millis =
        events.stream()
            .map(UsageEvent::latency)
            .filter(Objects::nonNull)
            .mapToLong(Duration::toMillis)
            .sorted()
            .toArray();
    if (millis.length == 0) {
      assertThat(sums.latency()).isNull();
      return;
    }
    Percentiles told = Objects.requireNonNull(sums.latency());
    assertAtMostABinAbove(told.p50(), millis[(int) Math.ceil(millis.length * 0.50) - 1]);
    assertAtMostABinAbove(told.p95(), millis[(int) Math.ceil(millis.length * 0.95) - 1]);
    assertAtMostABinAbove(told.p99(), millis[(int) Math.ceil(millis.length * 0.99) - 1]);
  }

  private static void assertAtMostABinAbove(long told, long millis) {
    assertThat(told).isBetween(millis, (long) (1.092 * millis) + 1);
  }

  @Test
  void sessions_are_summed_by_day_in_the_organizations_zone() {
    List<UsageEvent> events = book(120, NOW.minus(Duration.ofDays(6)), Duration.ofDays(6));
    Instant from =
        NOW.minus(Duration.ofDays(7)).atZone(PARIS).toLocalDate().atStartOfDay(PARIS).toInstant();
    check(
        query(
            from,
            NOW.plus(Duration.ofDays(1)),
            PARIS,
            Bucket.DAY,
            List.of(Dimension.SESSION),
            Map.of()),
        events);
    check(
        query(
            from,
            NOW.plus(Duration.ofDays(1)),
            UTC,
            null,
            List.of(),
            Map.of(Dimension.SESSION, List.of("session-7", ""))),
        events);
  }

  @Test
  void what_no_rollup_keeps_is_refused_with_what_can_be_asked() {
    for (List<Dimension> tooMuch :
        List.of(
            List.of(Dimension.USER, Dimension.KEY),
            List.of(Dimension.USER, Dimension.FEATURE),
            List.of(Dimension.SESSION, Dimension.MODEL))) {
      assertThatThrownBy(
              () ->
                  REPORTS.usage(
                      organization,
                      query(NOW.minusSeconds(900), NOW, UTC, null, tooMuch, Map.of())))
          .isInstanceOf(CombinationNotKept.class)
          .hasMessageContaining("user can be asked with");
    }
  }

  @Test
  void an_organization_without_events_has_no_rows_and_a_total_of_nothing() {
    UsageAnswer answer =
        REPORTS.usage(
            organization,
            query(
                NOW.minusSeconds(86_400),
                NOW,
                UTC,
                Bucket.HOUR,
                List.of(Dimension.MODEL),
                Map.of()));
    assertThat(answer.rows()).isEmpty();
    assertThat(answer.total().requests()).isZero();
    assertThat(answer.total().cost()).isEqualTo(Money.zero(CurrencyCode.USD));
  }

  @Test
  void sub_calls_stand_under_their_own_model_and_the_total_is_what_the_events_cost() {
    SampleEvents samples = new SampleEvents(11, NOW.minus(Duration.ofDays(2)), Duration.ofDays(1));
    List<UsageEvent> events = new ArrayList<>();
    while (events.size() < 20) {
      UsageEvent event = samples.next();
      if (!event.subCalls().isEmpty()) {
        events.add(event);
      }
    }
    journal.book(organization, events);
    UsageAnswer answer =
        REPORTS.usage(
            organization,
            query(
                NOW.minus(Duration.ofDays(2)), NOW, UTC, null, List.of(Dimension.MODEL), Map.of()));
    Map<CurrencyCode, Money> costs = new HashMap<>();
    for (UsageEvent event : events) {
      Money cost = Objects.requireNonNull(event.cost());
      costs.merge(cost.currency(), cost, Money::plus);
    }
    assertThat(answer.total().cost()).isEqualTo(costs.remove(CurrencyCode.USD));
    assertThat(answer.total().otherCosts()).isEqualTo(costs);
    assertThat(answer.total().requests()).isEqualTo(20);
    UsageAnswer.Row small =
        answer.rows().stream()
            .filter(row -> "model-small".equals(row.group().get(Dimension.MODEL)))
            .findFirst()
            .orElseThrow();
    assertThat(small.sums().requests()).isZero();
    assertThat(small.sums().usage().isEmpty()).isFalse();
  }

  @Test
  void pages_hold_every_event_once_newest_first_whatever_is_filtered() {
    List<UsageEvent> events = book(150, NOW.minus(Duration.ofDays(40)), Duration.ofDays(40));
    Map<Map<Dimension, List<String>>, Predicate<UsageEvent>> filters = new HashMap<>();
    filters.put(Map.of(), event -> true);
    for (Dimension dimension : Dimension.values()) {
      String some =
          events.stream()
              .map(e -> value(e, dimension))
              .filter(v -> v != null)
              .findFirst()
              .orElseThrow();
      filters.put(Map.of(dimension, List.of(some)), event -> some.equals(value(event, dimension)));
    }
    filters.put(Map.of(Dimension.TEAM, List.of("")), event -> event.attribution().team() == null);
    filters.forEach(
        (filter, fits) -> {
          List<UsageEvent> expected =
              events.stream()
                  .filter(fits)
                  .sorted(Comparator.comparing(UsageEvent::time).reversed())
                  .toList();
          List<UsageEvent> found = new ArrayList<>();
          String cursor = null;
          do {
            EventPage page =
                REPORTS.events(
                    organization, NOW.minus(Duration.ofDays(41)), NOW, filter, 17, cursor);
            found.addAll(page.events());
            cursor = page.next();
          } while (cursor != null);
          assertThat(found).as(filter.toString()).containsExactlyElementsOf(expected);
        });
  }

  @Test
  void a_model_s_name_stands_for_its_dated_snapshots_too_and_for_nothing_else() {
    List<UsageEvent> events = new ArrayList<>();
    SampleEvents samples = new SampleEvents(5, NOW.minus(Duration.ofHours(5)), Duration.ofHours(4));
    for (String answered :
        List.of(
            "m-mini",
            "m-mini-2025-08-07",
            "m-mini-20250807",
            "m-mini-pro-2025-08-07",
            "m-mini-2025-08-07-x",
            "m%mini-2025-08-07",
            "m-mini-2025-08",
            "m")) {
      events.add(Variations.answeredBy(samples.plain(), answered));
    }
    journal.book(organization, events);

    assertThat(modelsOf("m-mini"))
        .containsExactly("m-mini", "m-mini-2025-08-07", "m-mini-20250807");
    assertThat(modelsOf("m-mini-20250807")).containsExactly("m-mini-20250807");
    assertThat(modelsOf("m%mini")).containsExactly("m%mini-2025-08-07");
    assertThat(
            REPORTS
                .events(
                    organization, null, null, Map.of(Dimension.MODEL, List.of("m-mini")), 10, null)
                .events())
        .hasSize(3);
  }

  private List<String> modelsOf(String filter) {
    return REPORTS
        .usage(
            organization,
            query(
                NOW.minus(Duration.ofDays(1)),
                NOW,
                UTC,
                null,
                List.of(Dimension.MODEL),
                Map.of(Dimension.MODEL, List.of(filter))))
        .rows()
        .stream()
        .map(row -> Objects.requireNonNull(row.group().get(Dimension.MODEL)))
        .sorted()
        .toList();
  }

  @Test
  void an_event_is_found_by_its_id_in_its_own_organization_only() {
    UsageEvent event = book(3, NOW.minus(Duration.ofDays(3)), Duration.ofDays(1)).get(1);
    assertThat(REPORTS.event(organization, event.id()).orElseThrow().event()).isEqualTo(event);
    assertThat(REPORTS.event(PostgresForTests.newOrganization(), event.id())).isEmpty();
    assertThat(REPORTS.event(organization, new EventId("nobody's"))).isEmpty();
  }

  @Test
  void what_came_since_a_cursor_is_read_in_ledger_order_and_nothing_twice() {
    book(5, NOW.minus(Duration.ofDays(3)), Duration.ofDays(1));
    LiveBatch start = REPORTS.since(organization, null, 10);
    assertThat(start.events()).isEmpty();
    List<UsageEvent> events = book(25, NOW.minus(Duration.ofDays(30)), Duration.ofDays(30));
    List<UsageEvent> read = new ArrayList<>();
    String cursor = start.cursor();
    LiveBatch batch;
    do {
      batch = REPORTS.since(organization, cursor, 10);
      assertThat(batch.cursors()).hasSameSizeAs(batch.events());
      read.addAll(batch.events());
      cursor = batch.cursor();
    } while (!batch.events().isEmpty());
    assertThat(read).containsExactlyElementsOf(events);
    LiveBatch first = REPORTS.since(organization, start.cursor(), 10);
    LiveBatch resumed = REPORTS.since(organization, first.cursors().get(3), 10);
    assertThat(resumed.events()).containsExactlyElementsOf(events.subList(4, 14));
  }

  @Test
  void what_another_node_commits_late_is_not_skipped() {
    BookedJournal slow = new BookedJournal();
    SampleEvents samples = new SampleEvents(5);
    String cursor = REPORTS.since(organization, null, 10).cursor();
    UsageEvent early = samples.priced();
    UsageEvent late = samples.priced();
    journal.book(organization, List.of(early));
    LiveBatch seen = REPORTS.since(organization, cursor, 10);
    assertThat(seen.events()).containsExactly(early);
    slow.book(organization, List.of(late));
    assertThat(REPORTS.since(organization, seen.cursor(), 10).events()).containsExactly(late);
    assertThat(REPORTS.since(organization, cursor, 10).events()).containsExactly(early, late);
  }

  @Test
  void a_cursor_that_is_not_ours_is_refused() {
    for (String bad : List.of("", "x", "%%%", "bGl2ZTE", "MjAyNi0xMS0yNC8xLzI")) {
      assertThatThrownBy(() -> REPORTS.since(organization, bad, 10)).isInstanceOf(BadCursor.class);
      assertThatThrownBy(() -> REPORTS.events(organization, null, null, Map.of(), 10, bad))
          .isInstanceOf(BadCursor.class);
    }
  }
}
