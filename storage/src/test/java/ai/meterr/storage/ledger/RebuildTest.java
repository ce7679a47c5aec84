package ai.meterr.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.ledger.RollupCheck.Difference;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RebuildTest {
  private static final PostgresStore STORE = PostgresForTests.store();
  private static final Duration BACK = Duration.ofDays(2);
  private static final Instant FROM = PostgresForTests.NOW.minus(BACK);

  private final OrganizationId organization = PostgresForTests.newOrganization("America/St_Johns");
  private final BookedJournal journal = new BookedJournal();

  private void book(long seed) {
    SampleEvents samples = new SampleEvents(seed, FROM, BACK);
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      events.add(samples.next());
    }
    journal.book(organization, events);
  }

  private List<Difference> rebuild() {
    return STORE.rebuild().rebuild(organization, FROM, PostgresForTests.NOW).differences();
  }

  private List<Difference> differences() {
    return STORE.rollupCheck().check(organization, FROM, PostgresForTests.NOW).differences();
  }

  private Sums total() {
    Instant month = Instant.parse("2026-11-01T02:30:00Z");
    return STORE
        .unrememberedReports()
        .usage(
            organization,
            new UsageQuery(month, PostgresForTests.NOW, ZoneOffset.UTC, null, List.of(), Map.of()))
        .total();
  }

  /** Whatever the trailing zeros of amounts. */
  private static void assertSame(Sums sums, Sums other) {
    assertThat(sums)
        .usingRecursiveComparison()
        .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
        .isEqualTo(other);
  }

  private void change(String sql) {
    assertThat(PostgresForTests.change(organization, sql)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "increments",
        "sealed_minute",
        "sealed_block",
        "sealed_quarter",
        "sealed_day",
        "sealed_week",
        "sealed_month"
      })
  void a_spoiled_cell_is_put_right_wherever_it_stands(String table) {
    book(1);
    STORE.days().makeDue();
    book(2);
    Sums before = total();
    SpoiledRollups.add(table, organization, "0.25");
    assertThat(differences()).isNotEmpty();
    assertThat(rebuild()).isNotEmpty();
    assertThat(differences()).isEmpty();
    assertSame(total(), before);
    assertThat(rebuild()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sealed_block",
        "sealed_minute",
        "sealed_quarter",
        "sealed_day",
        "sealed_week",
        "sealed_month"
      })
  void what_is_lost_is_made_again_and_what_is_sealed_later_does_not_count_twice(String table) {
    book(3);
    STORE.days().makeDue();
    Sums before = total();
    change("delete from " + table + " where organization_id = ?");
    book(4);
    assertThat(rebuild()).isNotEmpty();
    assertThat(differences()).isEmpty();
    STORE.days().makeDue();
    assertThat(differences()).isEmpty();
    assertThat(total().requests()).isEqualTo(2 * before.requests());
  }

  @Test
  void rollups_are_made_again_where_nothing_is_left_of_them() {
    book(5);
    STORE.days().makeDue();
    Sums before = total();
    for (String table :
        List.of(
            "sealed_block",
            "sealed_minute",
            "sealed_quarter",
            "sealed_day",
            "sealed_week",
            "sealed_month")) {
      change("delete from " + table + " where organization_id = ?");
    }
    assertThat(rebuild()).isNotEmpty();
    assertThat(differences()).isEmpty();
    assertSame(total(), before);
  }
}
