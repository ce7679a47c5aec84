package ai.meterr.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.ledger.LedgerStore.Refused;
import ai.meterr.ledger.LedgerStore.Unavailable;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.money.Money;
import ai.meterr.storage.BookedJournal;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.LedgerStoreContract;
import ai.meterr.testkit.SampleEvents;
import ai.meterr.usage.Usage;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract of every ledger store, on a real PostgreSQL. */
class PostgresLedgerStoreTest extends LedgerStoreContract {
  @Override
  protected LedgerStore store() {
    return PostgresForTests.store().ledgerStore();
  }

  @Override
  protected OrganizationId newOrganization() {
    return PostgresForTests.newOrganization();
  }

  /** Page by page, so that the cursor is part of it. */
  @Override
  protected List<UsageEvent> events(OrganizationId organization) {
    List<UsageEvent> events = new ArrayList<>();
    String cursor = null;
    do {
      EventPage page =
          PostgresForTests.store().reports().events(organization, null, null, Map.of(), 37, cursor);
      events.addAll(page.events());
      cursor = page.next();
    } while (cursor != null);
    return events;
  }

  @Override
  protected Sums total(OrganizationId organization) {
    return PostgresForTests.store()
        .reports()
        .usage(
            organization,
            new UsageQuery(
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2026-12-01T00:00:00Z"),
                ZoneOffset.UTC,
                null,
                List.of(),
                Map.of()))
        .total();
  }

  @Test
  void a_batch_that_fails_half_way_leaves_neither_entries_nor_sums_nor_offset() {
    OrganizationId organization = newOrganization();
    BookedJournal journal = new BookedJournal();
    SampleEvents samples = new SampleEvents(1);
    Batch batch = journal.next(organization, List.of(samples.priced(), samples.priced()));
    Arrival twice = batch.arrivals().getFirst();
    Batch impossible =
        new Batch(batch.journal(), batch.epoch(), batch.from(), batch.to(), List.of(twice, twice));
    assertThatThrownBy(() -> store().apply(impossible)).isInstanceOf(Unavailable.class);
    assertNothingOf(journal, organization);
    store().apply(batch);
    assertThat(store().applied(journal.id())).isEqualTo(batch.to());
    assertThat(events(organization)).hasSize(2);
    assertThat(total(organization).requests()).isEqualTo(2);
  }

  @Test
  void a_database_that_cuts_the_connection_in_the_middle_of_a_batch_has_done_nothing_of_it() {
    OrganizationId organization = newOrganization();
    BookedJournal first = new BookedJournal();
    BookedJournal second = new BookedJournal();
    UsageEvent event = new SampleEvents(1).priced();
    first.book(organization, List.of(event));
    Batch batch = second.next(organization, List.of(event));
    CompletableFuture<Void> applying =
        PostgresForTests.database()
            .asLedger(
                "holding the table that the batch adds to",
                connection -> {
                  try (PreparedStatement hold =
                      connection.prepareStatement("lock table increments in share mode")) {
                    hold.execute();
                  }
                  CompletableFuture<Void> waiting =
                      CompletableFuture.runAsync(() -> store().apply(batch));
                  cutWhoeverWaits();
                  return waiting;
                });
    assertThatThrownBy(() -> applying.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(Unavailable.class);
    assertThat(store().applied(second.id())).isEqualTo(Position.START);
    assertThat(total(organization).requests()).isEqualTo(1);
    store().apply(batch);
    assertThat(total(organization).requests()).isEqualTo(2);
  }

  /** The entries are in by then: rollups come last. */
  private static void cutWhoeverWaits() {
    Instant giveUp = Instant.now().plusSeconds(30);
    boolean cut = false;
    while (!cut && Instant.now().isBefore(giveUp)) {
      cut =
          PostgresForTests.database()
              .asLedger(
                  "cutting a connection",
                  connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                "select pg_terminate_backend(pid) from pg_locks where not granted");
                        ResultSet row = statement.executeQuery()) {
                      return row.next() && row.getBoolean(1);
                    }
                  });
    }
    assertThat(cut).isTrue();
  }

  private void assertNothingOf(BookedJournal journal, OrganizationId organization) {
    assertThat(store().applied(journal.id())).isEqualTo(Position.START);
    assertNothingSummed(organization);
  }

  @Test
  void text_that_no_database_can_keep_stops_nothing() {
    OrganizationId organization = newOrganization();
    UsageEvent event =
        new SampleEvents(1)
            .priced()
            .with(
                new Attribution(
                    null, "a\u0000b", null, "half \ud800 pair", null, null, null, new TreeMap<>()));
    new BookedJournal().book(organization, List.of(event));
    assertThat(events(organization))
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.attribution().project()).isEqualTo("a\ufffdb");
              assertThat(kept.attribution().user()).isEqualTo("half \ufffd pair");
            });
    assertThat(total(organization).requests()).isEqualTo(1);
  }

  @Test
  void what_the_database_can_never_take_is_put_aside_and_keeps_nothing_waiting() {
    OrganizationId organization = newOrganization();
    BookedJournal journal = new BookedJournal();
    StringBuilder longerThanAnIndexTakes = new StringBuilder();
    Random random = new Random(3);
    for (int i = 0; i < 6_000; i++) {
      longerThanAnIndexTakes.append((char) ('a' + random.nextInt(26)));
    }
    UsageEvent bad =
        new SampleEvents(1)
            .priced()
            .with(
                new Attribution(
                    null,
                    longerThanAnIndexTakes.toString(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    new TreeMap<>()));
    UsageEvent good = new SampleEvents(2).priced();
    Batch both = journal.next(organization, List.of(bad, good));
    assertThatThrownBy(() -> store().apply(both)).isInstanceOf(Refused.class);
    assertNothingOf(journal, organization);
    Position middle = both.arrivals().getFirst().position();
    Batch alone =
        new Batch(both.journal(), both.epoch(), both.from(), middle, both.arrivals().subList(0, 1));
    assertThat(store().apply(alone)).containsExactly(Outcome.REFUSED);
    assertThat(store().applied(journal.id())).isEqualTo(middle);
    Batch rest =
        new Batch(both.journal(), both.epoch(), middle, both.to(), both.arrivals().subList(1, 2));
    assertThat(store().apply(rest)).containsExactly(Outcome.COUNTED);
    assertThat(events(organization)).containsExactly(good);
    assertThat(total(organization).requests()).isEqualTo(1);
    assertThat(putAside(organization)).containsExactly(bad);
  }

  @Test
  void a_number_of_more_than_a_thousand_digits_is_put_aside() {
    for (String amount : List.of("1E+1000", "1E-1001")) {
      OrganizationId organization = newOrganization();
      BookedJournal journal = new BookedJournal();
      UsageEvent bad = costing(Money.usd(amount));
      UsageEvent longest =
          costing(Money.usd(amount.replace("1000", "999").replace("1001", "1000")));
      assertThat(journal.book(organization, List.of(bad))).containsExactly(Outcome.REFUSED);
      assertNothingSummed(organization);
      assertThat(putAside(organization)).containsExactly(bad);
      assertThat(journal.book(organization, List.of(longest))).containsExactly(Outcome.COUNTED);
      assertThat(events(organization)).containsExactly(longest);
      assertThat(total(organization).requests()).isEqualTo(1);
    }
  }

  private void assertNothingSummed(OrganizationId organization) {
    assertThat(events(organization)).isEmpty();
    assertThat(total(organization).requests()).isZero();
  }

  private static UsageEvent costing(Money cost) {
    UsageEvent event = new SampleEvents(4).priced();
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
        event.facts(),
        event.status(),
        Usage.NONE,
        cost,
        List.of(),
        event.price(),
        List.of(),
        event.providerCost(),
        event.source(),
        event.notes(),
        event.providerResponseId(),
        event.latency(),
        event.timeToFirstToken(),
        event.attribution());
  }

  private static List<UsageEvent> putAside(OrganizationId organization) {
    return PostgresForTests.database()
        .asLedger(
            "reading what was put aside",
            connection -> {
              List<UsageEvent> events = new ArrayList<>();
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "select event from refused where organization_id = ?")) {
                statement.setObject(1, organization.value());
                try (ResultSet rows = statement.executeQuery()) {
                  while (rows.next()) {
                    events.add(EventJson.read(rows.getBytes(1)));
                  }
                }
              }
              return events;
            });
  }

  @Test
  void times_that_nobody_expects_are_kept_where_they_belong() {
    OrganizationId organization = newOrganization();
    BookedJournal journal = new BookedJournal();
    List<UsageEvent> events = new ArrayList<>();
    for (String time :
        List.of(
            "1970-01-01T00:00:00Z",
            "2019-12-31T23:59:59.999999999Z",
            "2031-02-03T04:05:06Z",
            "2100-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z")) {
      events.add(new SampleEvents(1, Instant.parse(time), Duration.ofMillis(1)).priced());
    }
    journal.book(organization, events);
    assertThat(events(organization)).containsExactlyInAnyOrderElementsOf(events);
    assertThat(
            PostgresForTests.store()
                .reports()
                .usage(
                    organization,
                    new UsageQuery(
                        Instant.parse("1900-01-01T00:00:00Z"),
                        Instant.parse("9999-12-31T23:59:59.5Z"),
                        ZoneOffset.UTC,
                        null,
                        List.of(),
                        Map.of()))
                .total()
                .requests())
        .isEqualTo(5);
  }
}
