package ai.meterr.app.demo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.app.prices.PriceFiles;
import ai.meterr.catalog.ModelId;
import ai.meterr.cost.Line;
import ai.meterr.event.Booking;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.MeterKind;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoHistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:17:31.250Z");
  private static final OrganizationId ORGANIZATION =
      new OrganizationId(UUID.fromString("0193e2aa-0000-7000-8000-000000000001"));
  private static final Booking BOOKING = new Booking(PriceFiles.load());
  private static final List<UsageEvent> EVENTS = events(1, NOW);

  private static List<UsageEvent> events(long seed, Instant now) {
    List<UsageEvent> events = new ArrayList<>();
    int written =
        new DemoHistory(BOOKING, ORGANIZATION, key -> "mtr_" + key.title(), seed)
            .write(
                now,
                (JournalRecord.Close close) -> {
                  assertThat(close.organization()).isEqualTo(ORGANIZATION);
                  events.add(close.event());
                });
    assertThat(written).isEqualTo(events.size());
    return events;
  }

  @Test
  void two_months_are_some_thirty_thousand_events_before_now_in_order() {
    assertThat(EVENTS).hasSizeBetween(25_000, 40_000);
    assertThat(EVENTS).isSortedAccordingTo(Comparator.comparing(UsageEvent::time));
    assertThat(EVENTS.getFirst().time()).isAfter(NOW.minus(Duration.ofDays(63)));
    assertThat(EVENTS.getLast().time()).isBefore(NOW).isAfter(NOW.minus(Duration.ofHours(1)));
  }

  @Test
  void an_id_is_a_uuid_of_version_7_of_the_event_s_time_and_comes_once() {
    assertThat(EVENTS)
        .allSatisfy(
            event -> {
              UUID id = UUID.fromString(event.id().value());
              assertThat(id.version()).isEqualTo(7);
              assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(event.time().toEpochMilli());
            });
    assertThat(EVENTS.stream().map(UsageEvent::id).distinct()).hasSameSizeAs(EVENTS);
  }

  @Test
  void the_same_seed_and_moment_give_the_same_events_another_seed_gives_others() {
    assertThat(events(1, NOW)).isEqualTo(EVENTS);
    assertThat(events(2, NOW)).isNotEqualTo(EVENTS);
  }

  @Test
  void every_state_is_seen_and_most_calls_are_priced() {
    Map<Status, Long> counts =
        EVENTS.stream()
            .collect(
                Collectors.groupingBy(
                    UsageEvent::status, () -> new EnumMap<>(Status.class), Collectors.counting()));
    assertThat(counts.keySet())
        .containsExactlyInAnyOrder(
            Status.NOT_BILLED,
            Status.FAILED,
            Status.INTERRUPTED,
            Status.UNKNOWN,
            Status.UNPRICED,
            Status.NO_USAGE,
            Status.PRICED);
    assertThat(counts.get(Status.PRICED)).isGreaterThan(EVENTS.size() * 95L / 100);
    assertThat(counts.get(Status.UNKNOWN)).isLessThan(EVENTS.size() / 100);
  }

  @Test
  void only_the_preview_model_has_no_price() {
    Set<ModelId> unpriced = new HashSet<>();
    for (UsageEvent event : EVENTS) {
      if (event.status() == Status.UNPRICED) {
        assertThat(event.cost()).isNull();
        assertThat(event.usage().totalTokens()).isPositive();
        unpriced.add(event.model());
      }
    }
    assertThat(unpriced).containsExactly(new ModelId("orchid-preview-1"));
  }

  @Test
  void a_cost_is_the_sum_of_its_lines_and_the_lines_are_the_usage() {
    assertThat(EVENTS)
        .filteredOn(event -> event.status() == Status.PRICED)
        .allSatisfy(
            event -> {
              BigDecimal sum =
                  event.lines().stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
              assertThat(requireNonNull(event.cost()).amount()).isEqualByComparingTo(sum);
              assertThat(sum.signum()).isPositive();
              assertThat(event.lines()).hasSameSizeAs(event.usage().quantities().keySet());
            });
  }

  @Test
  void weekends_are_quiet_and_the_company_grows() {
    long weekend = EVENTS.stream().filter(event -> isWeekend(event.time())).count();
    assertThat(weekend).isLessThan(EVENTS.size() * 2L / 10).isPositive();
    Instant week = NOW.minus(Duration.ofDays(7));
    Instant firstWeek = NOW.minus(Duration.ofDays(62));
    long last = EVENTS.stream().filter(event -> event.time().isAfter(week)).count();
    long first =
        EVENTS.stream()
            .filter(event -> event.time().isBefore(firstWeek.plus(Duration.ofDays(7))))
            .count();
    assertThat(last).isGreaterThan(first * 11 / 10);
  }

  private static boolean isWeekend(Instant time) {
    DayOfWeek day = time.atZone(DemoCompany.ZONE).getDayOfWeek();
    return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
  }

  @Test
  void every_key_calls_and_caches_are_read_and_written() {
    assertThat(EVENTS.stream().map(event -> event.attribution().key()).distinct())
        .hasSize(DemoKey.values().length);
    for (MeterKind kind :
        List.of(
            MeterKind.CACHE_READ,
            MeterKind.CACHE_WRITE_5M,
            MeterKind.CACHE_WRITE_1H,
            MeterKind.REASONING)) {
      assertThat(EVENTS).anyMatch(event -> event.usage().tokens(kind) > 0);
    }
  }
}
