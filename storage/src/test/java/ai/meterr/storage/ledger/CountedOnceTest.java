package ai.meterr.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.Line;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.PricingState;
import ai.meterr.event.Source;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.UsageEvent.Facts;
import ai.meterr.event.UsageSource;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.EventDetail;
import ai.meterr.ledger.report.EventDetail.Change;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.ReportedCalls;
import ai.meterr.testkit.ReportedCalls.Report;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One call that several sources report, on a real PostgreSQL. */
class CountedOnceTest {
  private static final Instant BEGAN = PostgresForTests.NOW.minus(Duration.ofHours(5));
  private static final List<List<Source>> ORDERS =
      List.of(
          List.of(Source.GATEWAY, Source.SDK, Source.IMPORT),
          List.of(Source.GATEWAY, Source.IMPORT, Source.SDK),
          List.of(Source.SDK, Source.GATEWAY, Source.IMPORT),
          List.of(Source.SDK, Source.IMPORT, Source.GATEWAY),
          List.of(Source.IMPORT, Source.GATEWAY, Source.SDK),
          List.of(Source.IMPORT, Source.SDK, Source.GATEWAY));

  private final OrganizationId organization = PostgresForTests.newOrganization();
  private final BookedJournal journal = new BookedJournal();
  private final String answer = "resp_" + UUID.randomUUID();
  private final EventId exchange = new EventId(UUID.randomUUID().toString());

  private static UsageEvent event(
      Source source, EventId id, @Nullable String answer, Instant time, long input) {
    Line line = Line.of(Meter.INPUT, BigDecimal.valueOf(input), BigDecimal.valueOf(2));
    return new UsageEvent(
        id,
        id.value(),
        1,
        time,
        ProviderId.OPENAI,
        new ModelId("gpt-4.1"),
        new ModelId("gpt-4.1-2025-04-14"),
        Operation.CHAT,
        null,
        null,
        false,
        200,
        new Facts(Ending.COMPLETED, UsageSource.PROVIDER, PricingState.PRICED),
        Status.PRICED,
        Usage.builder().add(Meter.INPUT, input).build(),
        new Money(line.amount(), CurrencyCode.USD),
        List.of(line),
        null,
        List.of(),
        null,
        source,
        List.of(),
        answer,
        null,
        null,
        Attribution.NONE);
  }

  private static UsageEvent of(UsageEvent event, String team) {
    return event.with(new Attribution(null, null, team, null, null, null, null, new TreeMap<>()));
  }

  private UsageEvent reported(Source source, boolean differing) {
    long input = differing ? 100L * (source.ordinal() + 1) : 100;
    return switch (source) {
      case GATEWAY -> event(source, exchange, answer, BEGAN, input);
      // the SDK knows the answer's x-meterr-event-id only
      case SDK -> event(source, exchange, null, BEGAN.plusSeconds(2), input);
      default -> event(source, new EventId("import-" + answer), answer, BEGAN, input);
    };
  }

  static Stream<Arguments> everyOrder() {
    return ORDERS.stream()
        .flatMap(
            order ->
                Stream.of(
                    Arguments.of(order, false, false),
                    Arguments.of(order, false, true),
                    Arguments.of(order, true, false),
                    Arguments.of(order, true, true)));
  }

  @ParameterizedTest
  @MethodSource("everyOrder")
  void gateway_sdk_and_import_are_one_event_with_the_gateways_figures(
      List<Source> order, boolean differing, boolean inOneBatch) {
    List<UsageEvent> reports = order.stream().map(source -> reported(source, differing)).toList();
    List<Outcome> outcomes = new ArrayList<>();
    if (inOneBatch) {
      outcomes.addAll(journal.book(organization, reports));
    } else {
      reports.forEach(report -> outcomes.addAll(journal.book(organization, List.of(report))));
    }
    UsageEvent truth = reported(Source.GATEWAY, differing);
    EventDetail detail = detail(exchange);
    assertThat(listed()).containsExactly(detail.event());
    assertThat(detail.event().source()).isEqualTo(Source.GATEWAY);
    assertThat(detail.event().usage()).isEqualTo(truth.usage());
    assertThat(detail.event().cost()).isEqualTo(truth.cost());
    assertThat(detail(new EventId("import-" + answer))).isEqualTo(detail);
    assertThat(detail.sightings().getFirst().told().source()).isEqualTo(Source.GATEWAY);
    assertThat(detail.sightings())
        .extracting(sighting -> sighting.told().source())
        .containsExactlyInAnyOrderElementsOf(order);
    assertThat(detail.sightings())
        .allSatisfy(
            sighting ->
                assertThat(sighting.told().usage())
                    .isEqualTo(reported(sighting.told().source(), differing).usage()));
    assertThat(outcomes.getFirst()).isEqualTo(Outcome.COUNTED);
    if (order.getFirst() == Source.GATEWAY) {
      assertThat(outcomes).containsExactly(Outcome.COUNTED, Outcome.SEEN, Outcome.SEEN);
      assertThat(detail.corrections()).isEmpty();
    } else if (differing) {
      assertThat(detail.corrections()).isNotEmpty();
      assertThat(detail.corrections().getLast().by()).isEqualTo(Source.GATEWAY);
      assertThat(detail.corrections().getLast().changes())
          .contains(new Change("usage.input", "" + before(order), "200"));
    } else {
      assertThat(detail.corrections()).isEmpty();
    }
    assertThat(total(Map.of()).requests()).isEqualTo(1);
    assertThat(total(Map.of()).cost()).isEqualTo(truth.cost());
    assertClean();
  }

  /** What counted, when the gateway's report came, under the id that it came with. */
  private static int before(List<Source> order) {
    return order.indexOf(Source.SDK) < order.indexOf(Source.GATEWAY) ? 300 : 500;
  }

  @Test
  void a_correction_stays_in_the_periods_and_with_the_people_of_the_first_report() {
    UsageEvent first = of(event(Source.IMPORT, new EventId("i-1"), answer, BEGAN, 100), "red");
    UsageEvent later =
        of(
            event(Source.SDK, new EventId("s-1"), answer, BEGAN.plus(Duration.ofHours(2)), 300),
            "blue");
    journal.book(organization, List.of(first));
    assertThat(journal.book(organization, List.of(later))).containsExactly(Outcome.CORRECTED);
    assertThat(total(Map.of(Dimension.TEAM, List.of("red"))).usage().quantity(Meter.INPUT))
        .isEqualByComparingTo("300");
    assertThat(total(Map.of(Dimension.TEAM, List.of("blue"))).requests()).isZero();
    assertThat(detail(new EventId("s-1")).event().time()).isEqualTo(BEGAN);
    assertThat(detail(new EventId("s-1")).event().id()).isEqualTo(new EventId("i-1"));
    assertClean();
  }

  @Test
  void
      two_exchanges_with_one_id_of_the_provider_are_two_events_and_nobody_elses_report_is_guessed() {
    UsageEvent other = event(Source.GATEWAY, new EventId("other"), answer, BEGAN, 10);
    UsageEvent reported = event(Source.IMPORT, new EventId("i"), answer, BEGAN, 10);
    assertThat(journal.book(organization, List.of(reported(Source.GATEWAY, false), other)))
        .containsExactly(Outcome.COUNTED, Outcome.COUNTED);
    assertThat(journal.book(organization, List.of(reported))).containsExactly(Outcome.COUNTED);
    assertThat(listed()).hasSize(3);
    assertClean();
  }

  @Test
  void what_is_too_far_apart_or_of_another_model_is_another_call() {
    UsageEvent exchanged = reported(Source.GATEWAY, false);
    journal.book(organization, List.of(exchanged));
    assertThat(
            journal.book(
                organization,
                List.of(
                    event(
                        Source.SDK,
                        new EventId("late"),
                        answer,
                        BEGAN.plus(Duration.ofHours(24)).plusMillis(1),
                        10))))
        .containsExactly(Outcome.COUNTED);
    assertThat(listed()).hasSize(2);
  }

  @Test
  void sending_an_event_again_is_harmless_in_the_same_batch_in_another_journal_and_weeks_later() {
    UsageEvent sent = event(Source.SDK, new EventId("mine"), null, BEGAN, 100);
    assertThat(journal.book(organization, List.of(sent, sent)))
        .containsExactly(Outcome.COUNTED, Outcome.REPEATED);
    assertThat(new BookedJournal().book(organization, List.of(sent)))
        .containsExactly(Outcome.REPEATED);
    PostgresForTests.CLOCK.set(PostgresForTests.NOW.plus(Duration.ofDays(34)));
    try {
      assertThat(journal.book(organization, List.of(sent))).containsExactly(Outcome.REPEATED);
    } finally {
      PostgresForTests.CLOCK.set(PostgresForTests.NOW);
    }
    assertThat(listed()).containsExactly(sent);
    assertThat(detail(sent.id()).sightings())
        .extracting(EventDetail.Sighting::outcome)
        .containsExactly(Outcome.COUNTED, Outcome.REPEATED, Outcome.REPEATED, Outcome.REPEATED);
  }

  @Test
  void an_answer_that_is_fetched_again_belongs_to_the_call_that_made_it() {
    UsageEvent made = withoutUsage(reported(Source.GATEWAY, false));
    UsageEvent fetched =
        event(Source.GATEWAY, new EventId("get-1"), answer, BEGAN.plus(Duration.ofDays(3)), 70);
    journal.book(organization, List.of(made));
    assertThat(journal.lookBack(organization, List.of(fetched))).containsExactly(Outcome.CORRECTED);
    assertThat(journal.lookBack(organization, List.of(again(fetched, "get-2"))))
        .containsExactly(Outcome.SEEN);
    assertThat(listed())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.id()).isEqualTo(exchange);
              assertThat(event.usage()).isEqualTo(fetched.usage());
            });
    assertClean();
  }

  @Test
  void an_answer_that_nobody_saw_made_is_an_event_when_it_is_first_fetched() {
    UsageEvent fetched = event(Source.GATEWAY, new EventId("get-1"), answer, BEGAN, 70);
    assertThat(journal.lookBack(organization, List.of(fetched, again(fetched, "get-2"))))
        .containsExactly(Outcome.COUNTED, Outcome.SEEN);
    assertThat(journal.book(organization, List.of(reported(Source.GATEWAY, false))))
        .containsExactly(Outcome.CORRECTED);
    assertThat(listed()).hasSize(1);
    assertThat(total(Map.of()).requests()).isEqualTo(1);
    assertClean();
  }

  @Test
  void what_a_correction_tells_of_people_moves_the_sums_to_them() {
    UsageEvent first = event(Source.IMPORT, new EventId("i-1"), answer, BEGAN, 100);
    UsageEvent later = of(event(Source.SDK, new EventId("s-1"), answer, BEGAN, 300), "blue");
    journal.book(organization, List.of(first));
    journal.book(organization, List.of(later));
    assertThat(total(Map.of(Dimension.TEAM, List.of(""))).requests()).isZero();
    assertThat(total(Map.of(Dimension.TEAM, List.of("blue"))).usage().quantity(Meter.INPUT))
        .isEqualByComparingTo("300");
    assertThat(detail(first.id()).corrections())
        .singleElement()
        .satisfies(
            correction ->
                assertThat(correction.changes()).contains(new Change("team", null, "blue")));
    assertClean();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void after_any_order_of_reports_every_group_sums_its_current_events(long seed) {
    Random random = new Random(seed);
    ReportedCalls generator = new ReportedCalls(seed);
    List<Report> reports = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      reports.addAll(generator.next().reports());
    }
    Collections.shuffle(reports, random);
    BookedJournal other = new BookedJournal();
    for (Report report : reports) {
      BookedJournal by = random.nextBoolean() ? journal : other;
      List<UsageEvent> one = List.of(report.event());
      assertThat(report.looksBack() ? by.lookBack(organization, one) : by.book(organization, one))
          .hasSize(1);
    }
    for (Dimension dimension : List.of(Dimension.TEAM, Dimension.PROJECT, Dimension.KEY)) {
      Map<String, Long> counted =
          listed().stream()
              .collect(
                  Collectors.groupingBy(event -> told(event, dimension), Collectors.counting()));
      for (Map.Entry<String, Long> group : counted.entrySet()) {
        assertThat(month(Map.of(dimension, List.of(group.getKey()))).requests())
            .as("%s %s", dimension, group.getKey())
            .isEqualTo(group.getValue());
      }
    }
    assertThat(month(Map.of()).requests()).isEqualTo(30);
    assertClean();
  }

  private static String told(UsageEvent event, Dimension dimension) {
    Attribution attribution = event.attribution();
    String value =
        switch (dimension) {
          case TEAM -> attribution.team();
          case PROJECT -> attribution.project();
          default -> attribution.key();
        };
    return value == null ? "" : value;
  }

  private static UsageEvent again(UsageEvent event, String id) {
    return event(event.source(), new EventId(id), event.providerResponseId(), event.time(), 70);
  }

  private static UsageEvent withoutUsage(UsageEvent event) {
    return new UsageEvent(
        event.id(),
        event.requestId(),
        event.attempt(),
        event.time(),
        event.provider(),
        event.requestModel(),
        event.responseModel(),
        event.operation(),
        event.serviceTier(),
        event.region(),
        event.streamed(),
        event.httpStatus(),
        new Facts(Ending.COMPLETED, UsageSource.UNKNOWN, PricingState.UNPRICED),
        Status.UNKNOWN,
        Usage.NONE,
        null,
        List.of(),
        null,
        List.of(),
        null,
        event.source(),
        event.notes(),
        event.providerResponseId(),
        event.latency(),
        event.timeToFirstToken(),
        event.attribution());
  }

  private List<UsageEvent> listed() {
    return PostgresForTests.store()
        .reports()
        .events(organization, null, null, Map.of(), 100, null)
        .events();
  }

  private EventDetail detail(EventId id) {
    return PostgresForTests.store().reports().event(organization, id).orElseThrow();
  }

  private Sums month(Map<Dimension, List<String>> filters) {
    return total(
        filters, Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-12-01T00:00:00Z"));
  }

  private Sums total(Map<Dimension, List<String>> filters) {
    return total(filters, BEGAN.minus(Duration.ofDays(1)), BEGAN.plus(Duration.ofHours(1)));
  }

  private Sums total(Map<Dimension, List<String>> filters, Instant from, Instant to) {
    return PostgresForTests.store()
        .reports()
        .usage(organization, new UsageQuery(from, to, ZoneOffset.UTC, null, List.of(), filters))
        .total();
  }

  private void assertClean() {
    assertThat(PostgresForTests.store().rollupCheck().check().differences())
        .filteredOn(difference -> difference.cell().organization().equals(organization))
        .isEmpty();
  }
}
