package ai.meterr.storage.reports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EventId;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.EventDetail;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.money.CurrencyCode;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RememberedReportsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final OrganizationId OURS = new OrganizationId(UUID.randomUUID());
  private static final OrganizationId THEIRS = new OrganizationId(UUID.randomUUID());

  private final SettableClock clock = new SettableClock(NOW);
  private final Slow slow = new Slow();
  private final RememberedReports reports = new RememberedReports(slow, clock);

  /** Each answer takes its time. */
  private final class Slow implements Reports {
    private Duration takes = Duration.ofMillis(400);
    private int asked;

    @Override
    public UsageAnswer usage(OrganizationId organization, UsageQuery query) {
      asked++;
      Instant asOf = clock.instant();
      clock.advance(takes);
      return new UsageAnswer(
          CurrencyCode.USD, List.of(), new SumsBuilder(CurrencyCode.USD).build(null, null), asOf);
    }

    @Override
    public EventPage events(
        OrganizationId organization,
        @Nullable Instant from,
        @Nullable Instant to,
        Map<Dimension, List<String>> filters,
        int limit,
        @Nullable String cursor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<EventDetail> event(OrganizationId organization, EventId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LiveBatch since(OrganizationId organization, @Nullable String cursor, int limit) {
      throw new UnsupportedOperationException();
    }
  }

  private static UsageQuery query(List<Dimension> groupBy) {
    return new UsageQuery(NOW.minusSeconds(3_600), NOW, ZoneOffset.UTC, null, groupBy, Map.of());
  }

  @Test
  void a_costly_answer_is_told_again_for_a_minute_and_says_when_it_was_summed() {
    UsageAnswer first = reports.usage(OURS, query(List.of()));
    assertThat(first.asOf()).isEqualTo(NOW);
    clock.set(NOW.plusMillis(59_999));
    assertThat(reports.usage(OURS, query(List.of()))).isSameAs(first);
    clock.set(NOW.plusSeconds(60));
    UsageAnswer second = reports.usage(OURS, query(List.of()));
    assertThat(second.asOf()).isEqualTo(NOW.plusSeconds(60));
    assertThat(slow.asked).isEqualTo(2);
  }

  @Test
  void no_answer_is_ever_older_than_a_minute() {
    for (int takes : List.of(0, 10, 25, 100, 299, 300, 5_000, 59_000)) {
      slow.takes = Duration.ofMillis(takes);
      for (int asks = 0; asks < 200; asks++) {
        Instant asked = clock.instant();
        int before = slow.asked;
        UsageAnswer answer = reports.usage(OURS, query(List.of()));
        if (slow.asked == before) {
          assertThat(Duration.between(answer.asOf(), asked)).isLessThan(Duration.ofMinutes(1));
        } else {
          assertThat(answer.asOf()).isEqualTo(asked);
        }
        clock.advance(Duration.ofMillis(977));
      }
    }
  }

  @Test
  void a_costly_answer_is_remembered_for_a_minute_and_a_cheap_one_not_at_all() {
    slow.takes = Duration.ofMillis(299);
    reports.usage(OURS, query(List.of()));
    reports.usage(OURS, query(List.of()));
    assertThat(slow.asked).isEqualTo(2);
    slow.takes = Duration.ofMillis(400);
    Instant begun = clock.instant();
    reports.usage(OURS, query(List.of()));
    clock.set(begun.plusMillis(59_999));
    reports.usage(OURS, query(List.of()));
    assertThat(slow.asked).isEqualTo(3);
    clock.set(begun.plusSeconds(60));
    reports.usage(OURS, query(List.of()));
    assertThat(slow.asked).isEqualTo(4);
  }

  @Test
  void an_answer_is_told_again_to_its_own_organization_and_question_only() {
    UsageAnswer ours = reports.usage(OURS, query(List.of()));
    assertThat(reports.usage(THEIRS, query(List.of()))).isNotSameAs(ours);
    assertThat(reports.usage(OURS, query(List.of(Dimension.MODEL)))).isNotSameAs(ours);
    assertThat(slow.asked).isEqualTo(3);
    assertThat(reports.usage(OURS, query(List.of()))).isSameAs(ours);
  }
}
