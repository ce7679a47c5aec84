package ai.meterr.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.rawlog.EntrySink;
import ai.meterr.ledger.rawlog.SecondPass;
import ai.meterr.ledger.rawlog.SecondPass.Pace;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.ledger.Days;
import ai.meterr.storage.ledger.EntriesElsewhere;
import ai.meterr.storage.ledger.PostgresLedgerStore;
import ai.meterr.storage.ledger.PostgresOutbox;
import ai.meterr.storage.ledger.Rebuild;
import ai.meterr.storage.ledger.RollupCheck;
import ai.meterr.storage.ledger.SpoiledRollups;
import ai.meterr.storage.ledger.Zones;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.ReportedCalls;
import ai.meterr.testkit.SampleEvents;
import ai.meterr.testkit.dynamodb.FaultyDynamo;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** From the ledger's transaction to DynamoDB, with what dies and fails in between. */
class SecondPassTest {
  private static final Database DATABASE = PostgresForTests.database();
  private static final Duration BACK = Duration.ofHours(60);
  private static final Instant FROM = PostgresForTests.NOW.minus(BACK);
  private static final Pace FAST = new Pace(50, Duration.ofMillis(20), Duration.ofMillis(50));

  private final Zones zones = new Zones(DATABASE);
  private final LedgerStore store =
      new PostgresLedgerStore(DATABASE, PostgresForTests.CLOCK, zones, true, organizations -> {});
  private final PostgresOutbox outbox = new PostgresOutbox(DATABASE);
  private final OrganizationId organization = PostgresForTests.newOrganization("Asia/Kolkata");
  private final JournalId journal = new JournalId(UUID.randomUUID());
  private final long epoch = store.lease(journal, 0, UUID.randomUUID());
  private final SampleEvents samples = new SampleEvents(77, FROM, BACK);
  private final List<UsageEvent> booked = new ArrayList<>();
  private long at;

  private void book(int count) {
    List<Arrival> arrivals = new ArrayList<>();
    Position from = new Position(at);
    for (int i = 0; i < count; i++) {
      at += 300;
      UsageEvent event = samples.next();
      booked.add(event);
      arrivals.add(new Arrival(organization, new Position(at), event));
    }
    apply(new Batch(journal, epoch, from, new Position(at), arrivals));
  }

  /** As a tailer does where the store cannot be reached: connections are few. */
  private void apply(Batch batch) {
    boolean applied = false;
    while (!applied) {
      try {
        if (!store.applied(journal).equals(batch.to())) {
          store.apply(batch);
        }
        applied = true;
      } catch (LedgerStore.Unavailable again) {
        assertThat(batch.arrivals()).isNotEmpty();
      }
    }
  }

  private static RollupCheck check(DynamoRawLog rawLog) {
    return new RollupCheck(
        DATABASE,
        new Zones(DATABASE),
        new EntriesElsewhere(rawLog, any -> DynamoForTests.KEPT, PostgresForTests.CLOCK),
        PostgresForTests.CLOCK);
  }

  private RollupCheck.Result checked(DynamoRawLog rawLog) {
    return check(rawLog).check(organization, FROM, PostgresForTests.NOW);
  }

  private static void await(java.util.function.BooleanSupplier reached) {
    Instant giveUp = Instant.now().plusSeconds(240);
    while (!reached.getAsBoolean() && Instant.now().isBefore(giveUp)) {
      Thread.yield();
    }
    assertThat(reached.getAsBoolean()).isTrue();
  }

  private SecondPass start(EntrySink sink) {
    return SecondPass.start(outbox, sink, journal, FAST, PostgresForTests.CLOCK);
  }

  private void assertAllIsLogged(DynamoRawLog rawLog) {
    List<UsageEvent> scanned = new ArrayList<>();
    rawLog.scan(
        organization, FROM, PostgresForTests.NOW, logged -> scanned.add(logged.entry().event()));
    assertThat(scanned).containsExactlyInAnyOrderElementsOf(booked);
    RollupCheck.Result result = checked(rawLog);
    assertThat(result.differences()).isEmpty();
    assertThat(result.entries()).isEqualTo(booked.size());
  }

  @Test
  void what_the_rollups_count_comes_to_the_raw_log_and_both_are_equal_at_every_moment() {
    DynamoRawLog rawLog = DynamoForTests.rawLog();
    book(120);
    assertThat(checked(rawLog).differences()).as("before anything is put").isEmpty();
    try (SecondPass pass = start(rawLog)) {
      for (int i = 0; i < 5; i++) {
        book(40);
        assertThat(checked(rawLog).differences()).as("while it is put").isEmpty();
      }
      await(() -> pass.logged().equals(new Position(at)));
      assertThat(pass.lag().bytes()).isZero();
    }
    assertAllIsLogged(rawLog);
  }

  @Test
  void what_a_better_source_takes_back_is_taken_back_in_the_raw_log_too() {
    DynamoRawLog rawLog = DynamoForTests.rawLog();
    ReportedCalls calls = new ReportedCalls(5);
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      for (ReportedCalls.Report report : calls.next().reports()) {
        at += 300;
        arrivals.add(
            new Arrival(organization, new Position(at), report.event(), report.looksBack()));
      }
    }
    apply(new Batch(journal, epoch, Position.START, new Position(at), arrivals));
    try (SecondPass pass = start(rawLog)) {
      await(() -> pass.logged().equals(new Position(at)));
    }
    AtomicInteger takenBack = new AtomicInteger();
    rawLog.scan(
        organization,
        ReportedCalls.FROM,
        PostgresForTests.NOW,
        logged -> takenBack.addAndGet(logged.entry().part().subtracts() ? 1 : 0));
    assertThat(takenBack).hasPositiveValue();
    assertThat(
            check(rawLog)
                .check(organization, ReportedCalls.FROM, PostgresForTests.NOW)
                .differences())
        .isEmpty();
  }

  @Test
  void a_node_that_dies_between_the_puts_and_the_offset_puts_again_and_nothing_is_twice()
      throws InterruptedException {
    DynamoRawLog rawLog = DynamoForTests.rawLog();
    book(90);
    CountDownLatch died = new CountDownLatch(1);
    EntrySink dies =
        entries -> {
          rawLog.put(entries.subList(0, entries.size() / 2));
          died.countDown();
          throw new IllegalStateException("the process is gone");
        };
    try (SecondPass pass = start(dies)) {
      assertThat(died.await(30, TimeUnit.SECONDS)).isTrue();
      await(() -> pass.lag().trouble() != null);
      assertThat(pass.logged()).isEqualTo(Position.START);
      assertThat(pass.lag().bytes()).isEqualTo(at);
    }
    assertThat(checked(rawLog).differences()).isEmpty();
    try (SecondPass pass = start(rawLog)) {
      await(() -> pass.logged().equals(new Position(at)));
    }
    assertAllIsLogged(rawLog);
  }

  @Test
  void while_dynamodb_is_away_rollups_go_on_and_the_lag_is_told() {
    try (FaultyDynamo faulty = new FaultyDynamo(DynamoForTests.address(), 9, 1_000);
        DynamoRawLog rawLog = DynamoForTests.rawLog(faulty.address(), DynamoForTests.ATTEMPT)) {
      faulty.goAway();
      try (SecondPass pass = start(rawLog)) {
        book(60);
        await(() -> pass.lag().trouble() != null && pass.lag().bytes() == at);
        book(60);
        assertThat(store.applied(journal)).isEqualTo(new Position(at));
        assertThat(pass.lag().trouble()).contains("the raw log lags behind");
        faulty.comeBack();
        await(() -> pass.logged().equals(new Position(at)) && pass.lag().trouble() == null);
      }
      assertAllIsLogged(rawLog);
    }
  }

  @Test
  void entries_that_are_logged_are_forgotten_here_after_a_while_and_still_add_up() {
    DynamoRawLog rawLog = DynamoForTests.rawLog();
    book(50);
    try (SecondPass pass = start(rawLog)) {
      await(() -> pass.logged().equals(new Position(at)));
    }
    assertThat(outbox.forget(PostgresOutbox.KEPT)).isZero();
    assertThat(here()).isEqualTo(booked.size());
    boolean more = true;
    while (more) {
      more = outbox.forget(Duration.ZERO) > 0;
    }
    assertThat(here()).isZero();
    assertAllIsLogged(rawLog);
  }

  private long here() {
    return DATABASE.asLedger(
        "counting entries",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select count(*) from entries where organization_id = ?")) {
            statement.setObject(1, organization.value());
            try (var row = statement.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  @Test
  void spoiled_rollups_are_rebuilt_from_dynamodb_while_the_ledger_goes_on() throws Exception {
    DynamoRawLog rawLog = DynamoForTests.rawLog();
    Days days = new Days(DATABASE, PostgresForTests.CLOCK);
    Rebuild rebuild = new Rebuild(DATABASE, check(rawLog), PostgresForTests.CLOCK);
    try (SecondPass pass = start(rawLog)) {
      book(150);
      SpoiledRollups.add("increments", organization, "3");
      days.makeDue();
      SpoiledRollups.add("sealed_minute", organization, "-2");
      SpoiledRollups.add("sealed_block", organization, "0.5");
      SpoiledRollups.add("sealed_day", organization, "7");
      assertThat(checked(rawLog).differences()).isNotEmpty();
      Thread booking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 10; i++) {
                      book(20);
                    }
                  });
      assertThat(rebuild.rebuild(organization, FROM, PostgresForTests.NOW).differences())
          .isNotEmpty();
      booking.join();
      assertThat(checked(rawLog).differences()).isEmpty();
      assertThat(rebuild.rebuild(organization, FROM, PostgresForTests.NOW).differences()).isEmpty();
      await(() -> pass.logged().equals(new Position(at)));
    }
    assertAllIsLogged(rawLog);
  }

  @Test
  void another_node_brings_what_a_dead_one_left() {
    DynamoRawLog rawLog = DynamoForTests.rawLog();
    book(30);
    DATABASE.asLedger(
        "making a journal look abandoned",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "update journals set applied_at = applied_at - interval '1 hour' where id = ?")) {
            statement.setObject(1, journal.value());
            return statement.executeUpdate();
          }
        });
    JournalId other = new JournalId(UUID.randomUUID());
    store.lease(other, 0, UUID.randomUUID());
    try (SecondPass pass = SecondPass.start(outbox, rawLog, other, FAST, PostgresForTests.CLOCK)) {
      await(
          () ->
              outbox.waiting(journal).stream()
                  .filter(waiting -> waiting.journal().equals(journal))
                  .allMatch(waiting -> waiting.logged().equals(new Position(at))));
      assertThat(pass.lag().trouble()).isNull();
    }
    assertAllIsLogged(rawLog);
  }
}
