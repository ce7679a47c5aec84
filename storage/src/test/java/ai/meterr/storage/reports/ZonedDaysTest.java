package ai.meterr.storage.reports;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.report.Bucket;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Days by the calendar of a zone, counted from the events by the calendar alone. */
class ZonedDaysTest {
  private static final String PARIS = "Europe/Paris";
  private static final String LOS_ANGELES = "America/Los_Angeles";
  private static final String KOLKATA = "Asia/Kolkata";
  private static final Reports REPORTS = PostgresForTests.store().reports();

  private final BookedJournal journal = new BookedJournal();
  private long seed;

  @Test
  void days_in_paris_across_the_night_that_repeats_an_hour_for_an_organization_in_paris() {
    assertDays(PARIS, PARIS, "2026-10-20", 11);
  }

  @Test
  void days_in_paris_across_the_night_that_skips_an_hour_for_an_organization_in_paris() {
    assertDays(PARIS, PARIS, "2026-03-25", 9);
  }

  @Test
  void days_in_paris_across_both_changes_for_an_organization_in_kolkata() {
    assertDays(KOLKATA, PARIS, "2026-10-20", 11);
    assertDays(KOLKATA, PARIS, "2026-03-25", 9);
  }

  @Test
  void days_in_los_angeles_across_both_changes_for_an_organization_there() {
    assertDays(LOS_ANGELES, LOS_ANGELES, "2026-10-28", 9);
    assertDays(LOS_ANGELES, LOS_ANGELES, "2026-03-04", 9);
  }

  @Test
  void days_in_los_angeles_across_both_changes_for_an_organization_in_paris() {
    assertDays(PARIS, LOS_ANGELES, "2026-10-24", 14);
    assertDays(PARIS, LOS_ANGELES, "2026-03-04", 9);
  }

  @Test
  void days_in_kolkata_half_an_hour_off_for_an_organization_there_and_for_one_in_los_angeles() {
    assertDays(KOLKATA, KOLKATA, "2026-10-20", 11);
    assertDays(LOS_ANGELES, KOLKATA, "2026-10-28", 9);
  }

  private void assertDays(String home, String asked, String first, int days) {
    OrganizationId organization = PostgresForTests.newOrganization(home);
    ZoneId zone = ZoneId.of(asked);
    Instant from = LocalDate.parse(first).atStartOfDay(zone).toInstant();
    Instant to = LocalDate.parse(first).plusDays(days).atStartOfDay(zone).toInstant();
    List<UsageEvent> events = book(organization, from, to);
    assertRight(organization, zone, from, to, events);
    PostgresForTests.store().days().makeDue();
    assertRight(organization, zone, from, to, events);
    events.addAll(book(organization, from, to));
    assertRight(organization, zone, from, to, events);
  }

  /** Around every midnight of the day, and anywhere. */
  private List<UsageEvent> book(OrganizationId organization, Instant from, Instant to) {
    List<UsageEvent> events = new ArrayList<>();
    SampleEvents anywhere = new SampleEvents(++seed, from, between(from, to));
    for (int i = 0; i < 40; i++) {
      events.add(anywhere.plain());
    }
    for (Instant hour = from; hour.isBefore(to); hour = hour.plus(Duration.ofHours(1))) {
      events.add(new SampleEvents(++seed, hour, Duration.ofMinutes(1)).plain());
    }
    journal.book(organization, events);
    return events;
  }

  private static Duration between(Instant from, Instant to) {
    return Duration.between(from, to);
  }

  private static void assertRight(
      OrganizationId organization, ZoneId zone, Instant from, Instant to, List<UsageEvent> events) {
    Map<LocalDate, Long> expected = new TreeMap<>();
    Money cost = Money.zero(CurrencyCode.USD);
    for (UsageEvent event : events) {
      expected.merge(event.time().atZone(zone).toLocalDate(), 1L, Long::sum);
      if (event.cost() != null && event.cost().currency().equals(CurrencyCode.USD)) {
        cost = cost.plus(event.cost());
      }
    }
    UsageAnswer answer =
        REPORTS.usage(
            organization, new UsageQuery(from, to, zone, Bucket.DAY, List.of(), Map.of()));
    Map<LocalDate, Long> found = new TreeMap<>();
    Money sum = Money.zero(CurrencyCode.USD);
    for (UsageAnswer.Row row : answer.rows()) {
      OffsetDateTime bucket = Objects.requireNonNull(row.bucket());
      assertThat(bucket.atZoneSameInstant(zone).toLocalTime()).hasToString("00:00");
      found.put(bucket.toLocalDate(), row.sums().requests());
      sum = sum.plus(row.sums().cost());
    }
    assertThat(found).isEqualTo(expected);
    assertThat(sum).isEqualTo(cost);
    UsageAnswer whole =
        REPORTS.usage(organization, new UsageQuery(from, to, zone, null, List.of(), Map.of()));
    assertThat(whole.total().requests()).isEqualTo(events.size());
    assertThat(whole.total().cost()).isEqualTo(cost);
  }

  @Test
  void days_are_made_anew_where_an_organization_moves_and_answers_are_right_before_and_after() {
    OrganizationId organization = PostgresForTests.newOrganization(LOS_ANGELES);
    ZoneId kolkata = ZoneId.of(KOLKATA);
    Instant from = LocalDate.parse("2026-09-07").atStartOfDay(kolkata).toInstant();
    Instant to = LocalDate.parse("2026-11-10").atStartOfDay(kolkata).toInstant();
    List<UsageEvent> events = book(organization, from, to);
    var days = PostgresForTests.store().days();
    days.makeDue();
    PostgresForTests.store().organizations().setZone(organization, kolkata);
    assertRight(organization, kolkata, from, to, events);
    days.followZones();
    assertRight(organization, kolkata, from, to, events);
    PostgresForTests.CLOCK.advance(Duration.ofMinutes(4));
    try {
      assertThat(days.followZones()).isEqualTo(1);
      assertThat(days.followZones()).isZero();
    } finally {
      PostgresForTests.CLOCK.set(PostgresForTests.NOW);
    }
    assertRight(organization, kolkata, from, to, events);
    assertThat(PostgresForTests.sealedDays(organization))
        .isNotEmpty()
        .allSatisfy(day -> assertThat(day.atZone(kolkata).toLocalTime()).hasToString("00:00"));
    events.addAll(book(organization, from, to));
    days.makeDue();
    assertRight(organization, kolkata, from, to, events);
    for (Bucket bucket : List.of(Bucket.WEEK, Bucket.MONTH)) {
      assertThat(
              REPORTS
                  .usage(
                      organization, new UsageQuery(from, to, kolkata, bucket, List.of(), Map.of()))
                  .total()
                  .requests())
          .isEqualTo(events.size());
    }
  }
}
