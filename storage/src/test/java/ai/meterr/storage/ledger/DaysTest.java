package ai.meterr.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.database.DatabaseFailed;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DaysTest {
  private static final Instant DAY = Instant.parse("2026-11-10T00:00:00Z");

  private final OrganizationId organization = PostgresForTests.newOrganization();
  private final BookedJournal journal = new BookedJournal();
  private final SampleEvents samples = new SampleEvents(1, DAY, Duration.ofDays(1));

  private long requests() {
    return requests(DAY, DAY.plus(Duration.ofDays(1)));
  }

  private long requests(Instant from, Instant to) {
    return PostgresForTests.store()
        .reports()
        .usage(organization, new UsageQuery(from, to, ZoneOffset.UTC, null, List.of(), Map.of()))
        .total()
        .requests();
  }

  private int count(String sql) {
    return PostgresForTests.count(organization, sql);
  }

  private int change(String sql) {
    return PostgresForTests.change(organization, sql);
  }

  /** Without what is kept by day only: a day need not be over. */
  private int unsealed() {
    return count(
        "select count(*) from increments where organization_id = ? and cube not in (3, 4)");
  }

  @Test
  void what_is_sealed_is_counted_once_and_answers_come_from_the_longest_period_that_fits() {
    journal.book(organization, List.of(samples.plain(), samples.plain()));
    assertThat(requests()).isEqualTo(2);
    PostgresForTests.store().days().makeDue();
    assertThat(unsealed()).isZero();
    assertThat(requests()).isEqualTo(2);
    assertThat(change("delete from sealed_quarter where organization_id = ?")).isPositive();
    assertThat(requests()).isEqualTo(2);
    change("delete from sealed_day where organization_id = ?");
    assertThat(requests()).isZero();
    Instant month = Instant.parse("2026-11-01T00:00:00Z");
    assertThat(requests(month, Instant.parse("2026-12-01T00:00:00Z"))).isEqualTo(2);
  }

  @Test
  void quarters_that_are_not_over_for_five_minutes_are_left_as_they_are() {
    Instant now = PostgresForTests.NOW;
    SampleEvents before = new SampleEvents(2, now.minus(Duration.ofMinutes(45)), minutes(30));
    SampleEvents lately = new SampleEvents(2, now.minus(Duration.ofMinutes(15)), minutes(15));
    journal.book(organization, List.of(before.plain()));
    PostgresForTests.store().days().makeDue();
    assertThat(unsealed()).isZero();
    journal.book(organization, List.of(lately.plain()));
    int rows = unsealed();
    PostgresForTests.store().days().makeDue();
    assertThat(unsealed()).isEqualTo(rows).isPositive();
    Instant day = Instant.parse("2026-11-24T00:00:00Z");
    assertThat(requests(day, day.plus(Duration.ofDays(1)))).isEqualTo(2);
  }

  private static Duration minutes(int count) {
    return Duration.ofMinutes(count);
  }

  @Test
  void a_late_event_is_counted_at_once_and_sealed_in_the_next_round() {
    journal.book(organization, List.of(samples.plain()));
    PostgresForTests.store().days().makeDue();
    journal.book(organization, List.of(samples.plain()));
    assertThat(unsealed()).isPositive();
    assertThat(requests()).isEqualTo(2);
    PostgresForTests.store().days().makeDue();
    assertThat(unsealed()).isZero();
    assertThat(requests()).isEqualTo(2);
  }

  /** The race that would lose an event for ever: it commits while its quarter is being sealed. */
  @Test
  void an_event_that_comes_while_its_quarter_is_sealed_is_neither_lost_nor_doubled()
      throws Exception {
    journal.book(organization, List.of(samples.plain()));
    CompletableFuture<?> sealing =
        whileHeld(
            "sealed_month",
            () -> PostgresForTests.store().days().makeDue(),
            () -> journal.book(organization, List.of(samples.plain())));
    assertThat(requests()).isEqualTo(2);
    sealing.get(30, TimeUnit.SECONDS);
    assertThat(requests()).isEqualTo(2);
    PostgresForTests.store().days().makeDue();
    assertThat(unsealed()).isZero();
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void increments_that_are_merged_while_more_come_and_they_are_sealed_are_counted_once()
      throws Exception {
    UsageEvent event = samples.plain();
    for (int i = 0; i < 32; i++) {
      journal.book(organization, List.of(event));
    }
    CompletableFuture<?> merging =
        whileHeld("increments", this::merge, () -> assertThat(requests()).isEqualTo(32));
    merging.get(30, TimeUnit.SECONDS);
    assertThat(unsealed()).isLessThan(32);
    journal.book(organization, List.of(event));
    assertThat(requests()).isEqualTo(33);
    PostgresForTests.store().days().makeDue();
    assertThat(requests()).isEqualTo(33);
    assertThat(differences()).isEmpty();
  }

  /** Both delete increments and small blocks: each would wait for what the other has deleted. */
  @Test
  void while_somebody_seals_nothing_is_merged() {
    UsageEvent event = samples.plain();
    int unmerged =
        PostgresForTests.database()
            .asLedger(
                "sealing",
                connection -> {
                  Sealed.locked(connection, organization);
                  for (int i = 0; i < 32; i++) {
                    journal.book(organization, List.of(event));
                  }
                  int before = unsealed();
                  assertThat(PostgresForTests.store().days().mergeMany()).isZero();
                  assertThat(unsealed()).isEqualTo(before);
                  return before;
                });
    assertThat(unmerged).isGreaterThanOrEqualTo(32);
    merge();
    assertThat(unsealed()).isLessThan(32);
    assertThat(requests()).isEqualTo(32);
  }

  /** A turn is left out while somebody seals, and the housekeeping may do so just now. */
  private void merge() {
    Instant giveUp = Instant.now().plusSeconds(30);
    do {
      PostgresForTests.store().days().mergeMany();
    } while (unsealed() >= 32 && Instant.now().isBefore(giveUp));
  }

  /** Whatever is added, merged and sealed, in any order: the sums are those of the entries. */
  @Test
  void any_order_of_booking_merging_and_sealing_adds_up_to_the_entries() {
    Random random = new Random(7);
    SampleEvents recent =
        new SampleEvents(6, PostgresForTests.NOW.minus(Duration.ofHours(5)), Duration.ofHours(5));
    SampleEvents sameMinute =
        new SampleEvents(7, PostgresForTests.NOW.minus(minutes(100)), minutes(1));
    for (int round = 0; round < 300; round++) {
      switch (random.nextInt(60)) {
        case 0 -> PostgresForTests.store().days().makeDue();
        case 1, 2, 3 -> PostgresForTests.store().days().mergeMany();
        case 4, 5, 6, 7 -> journal.book(organization, List.of(recent.next(), recent.next()));
        default -> journal.book(organization, List.of(sameMinute.next()));
      }
      if (round % 50 == 0) {
        assertThat(differences()).as("round " + round).isEmpty();
      }
    }
    assertThat(differences()).isEmpty();
    PostgresForTests.store().days().makeDue();
    assertThat(differences()).isEmpty();
  }

  private List<RollupCheck.Difference> differences() {
    return PostgresForTests.store().rollupCheck().check().differences().stream()
        .filter(found -> found.cell().organization().equals(organization))
        .toList();
  }

  /**
   * Begins to work, which waits for a table that nobody may write, and does something meanwhile.
   */
  private static CompletableFuture<?> whileHeld(String table, Runnable work, Runnable meanwhile) {
    return PostgresForTests.database()
        .asLedger(
            "holding a table",
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement("lock table " + table + " in share mode")) {
                statement.execute();
              }
              CompletableFuture<Void> waiting = CompletableFuture.runAsync(work);
              awaitWaiting();
              meanwhile.run();
              return waiting;
            });
  }

  /** Until somebody waits for a lock of another. */
  private static void awaitWaiting() {
    Instant giveUp = Instant.now().plusSeconds(30);
    boolean waiting;
    do {
      waiting =
          PostgresForTests.database()
              .asLedger(
                  "looking who waits",
                  connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                "select exists (select from pg_locks where not granted)");
                        ResultSet row = statement.executeQuery()) {
                      row.next();
                      return row.getBoolean(1);
                    }
                  });
    } while (!waiting && Instant.now().isBefore(giveUp));
    assertThat(waiting).isTrue();
  }

  @Test
  void what_is_older_than_quarters_are_kept_is_sealed_into_its_day_at_once() {
    Instant longAgo = Instant.parse("2024-02-28T00:00:00Z");
    SampleEvents old = new SampleEvents(4, longAgo, Duration.ofDays(3));
    journal.book(organization, List.of(old.plain(), old.plain(), old.plain()));
    PostgresForTests.store().days().makeDue();
    assertThat(unsealed()).isZero();
    assertThat(count("select count(*) from sealed_quarter where organization_id = ?")).isZero();
    assertThat(requests(longAgo, longAgo.plus(Duration.ofDays(3)))).isEqualTo(3);
    assertThat(differences()).isEmpty();
  }

  @Test
  void quarters_go_after_13_months_and_never_before() {
    Instant kept = Instant.parse("2025-10-02T00:00:00Z");
    SampleEvents oldest = new SampleEvents(5, kept, Duration.ofDays(1));
    journal.book(organization, List.of(oldest.plain()));
    PostgresForTests.store().days().makeDue();
    int before = count("select count(*) from sealed_quarter where organization_id = ?");
    PostgresForTests.database()
        .asLedger(
            "making a month that is not kept any more",
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "select ensure_partition('sealed_quarter', '202509',"
                          + " '2025-09-01T00:00:00Z', '2025-10-01T00:00:00Z')")) {
                return statement.execute();
              }
            });
    change("insert into sealed_quarter values (?, 1, '2025-09-30T23:45:00Z', '')");
    assertThat(PostgresForTests.store().days().dropOldQuarters()).isEqualTo(1);
    assertThat(count("select count(*) from sealed_quarter where organization_id = ?"))
        .isEqualTo(before)
        .isPositive();
    assertThatThrownBy(() -> count("select drop_quarters(now()) from organizations where id = ?"))
        .isInstanceOf(DatabaseFailed.class);
  }

  @Test
  void minutes_go_after_four_days_and_never_before() {
    SampleEvents recent =
        new SampleEvents(3, PostgresForTests.NOW.minus(Duration.ofDays(3)), Duration.ofDays(3));
    for (int i = 0; i < 20; i++) {
      journal.book(organization, List.of(recent.plain()));
    }
    PostgresForTests.store().days().makeDue();
    int before = count("select count(*) from sealed_minute where organization_id = ?");
    PostgresForTests.store().days().dropOldMinutes();
    assertThat(count("select count(*) from sealed_minute where organization_id = ?"))
        .isEqualTo(before)
        .isPositive();
  }
}
