package ai.meterr.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DaysTest {
  private static final Instant DAY = Instant.parse("2026-11-10T00:00:00Z");

  private final OrganizationId organization = PostgresForTests.newOrganization();
  private final BookedJournal journal = new BookedJournal();
  private final SampleEvents samples = new SampleEvents(1, DAY, Duration.ofDays(1));

  private long requests() {
    return PostgresForTests.store()
        .reports()
        .usage(
            organization,
            new UsageQuery(
                DAY, DAY.plus(Duration.ofDays(1)), ZoneOffset.UTC, null, List.of(), Map.of()))
        .total()
        .requests();
  }

  private int count(String sql) {
    return PostgresForTests.database()
        .asLedger(
            "counting",
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, organization.value());
                try (ResultSet row = statement.executeQuery()) {
                  row.next();
                  return row.getInt(1);
                }
              }
            });
  }

  private int marks() {
    return count("select count(*) from day_marks where organization_id = ?");
  }

  @Test
  void answers_come_from_the_day_once_it_is_made() {
    journal.book(organization, List.of(samples.plain()));
    assertThat(marks()).isEqualTo(1);
    PostgresForTests.store().days().makeDue();
    assertThat(marks()).isZero();
    assertThat(requests()).isEqualTo(1);
    // were the quarters read, this would be seen
    PostgresForTests.database()
        .asLedger(
            "spoiling quarters",
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "update rollup_quarter set quantity = quantity + 5"
                          + " where organization_id = ?")) {
                statement.setObject(1, organization.value());
                return statement.executeUpdate();
              }
            });
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void a_day_that_is_not_over_is_left_alone() {
    SampleEvents today =
        new SampleEvents(2, PostgresForTests.NOW.minus(Duration.ofHours(2)), Duration.ofHours(2));
    journal.book(organization, List.of(today.plain()));
    PostgresForTests.store().days().makeDue();
    assertThat(marks()).isEqualTo(1);
  }

  /** The race that would lose an event for ever: it commits while its day is being made. */
  @Test
  void an_event_that_comes_while_its_day_is_made_marks_the_day_again() throws Exception {
    journal.book(organization, List.of(samples.plain()));
    UsageEvent late = samples.plain();
    CompletableFuture<Void> booking =
        PostgresForTests.database()
            .asLedger(
                "making a day by hand",
                connection -> {
                  // as Days does: first the mark, then the sum, then the commit
                  try (PreparedStatement statement =
                      connection.prepareStatement(
                          "delete from day_marks where organization_id = ? and starts = ?")) {
                    statement.setObject(1, organization.value());
                    statement.setObject(2, DatabaseTime.of(DAY));
                    assertThat(statement.executeUpdate()).isEqualTo(1);
                  }
                  CompletableFuture<Void> waiting =
                      CompletableFuture.runAsync(() -> journal.book(organization, List.of(late)));
                  awaitWaiting();
                  return waiting;
                });
    booking.get(30, TimeUnit.SECONDS);
    assertThat(marks()).isEqualTo(1);
    assertThat(requests()).isEqualTo(2);
    PostgresForTests.store().days().makeDue();
    assertThat(marks()).isZero();
    assertThat(requests()).isEqualTo(2);
  }

  /** Until somebody waits for a transaction of another: the booking for the mark. */
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
  void minutes_go_after_four_days_and_never_before() {
    SampleEvents recent =
        new SampleEvents(3, PostgresForTests.NOW.minus(Duration.ofDays(3)), Duration.ofDays(3));
    for (int i = 0; i < 20; i++) {
      journal.book(organization, List.of(recent.plain()));
    }
    int before = count("select count(*) from rollup_minute where organization_id = ?");
    PostgresForTests.store().days().dropOldMinutes();
    assertThat(count("select count(*) from rollup_minute where organization_id = ?"))
        .isEqualTo(before)
        .isPositive();
  }
}
