package ai.meterr.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rawlog.RawLog;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.RawLogContract;
import ai.meterr.testkit.SampleEvents;
import ai.meterr.testkit.Variations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contract of every raw log, on moto. */
class DynamoRawLogTest extends RawLogContract {
  private static final DynamoRawLog RAW_LOG = DynamoForTests.rawLog();

  @Override
  protected RawLog rawLog() {
    return RAW_LOG;
  }

  @Override
  protected OrganizationId newOrganization() {
    return PostgresForTests.newOrganization();
  }

  @Override
  protected void keep(List<LoggedEntry> entries) {
    RAW_LOG.put(entries);
  }

  @Test
  void entries_that_are_put_again_in_any_order_are_there_once() {
    List<UsageEvent> events = events(60);
    List<LoggedEntry> entries = new ArrayList<>(events.stream().map(this::adds).toList());
    UsageEvent corrected = Variations.told(events.get(7), new SampleEvents(3).priced());
    entries.addAll(corrects(events.get(7), corrected));
    for (long seed = 1; seed <= 3; seed++) {
      Collections.shuffle(entries, new Random(seed));
      RAW_LOG.put(entries.subList(0, 40));
      RAW_LOG.put(entries);
    }
    List<UsageEvent> expected = new ArrayList<>(events);
    expected.set(7, corrected);
    assertThat(pages(null, null, Map.of(), 11)).containsExactlyInAnyOrderElementsOf(expected);
    List<LoggedEntry> scanned = new ArrayList<>();
    RAW_LOG.scan(
        organization(),
        Instant.parse("2026-11-01T00:00:00Z"),
        Instant.parse("2026-12-01T00:00:00Z"),
        scanned::add);
    assertThat(scanned).containsExactlyInAnyOrderElementsOf(entries);
  }

  @Test
  void an_id_that_tells_when_it_was_made_needs_no_item_of_its_own() {
    UsageEvent ours =
        Variations.withId(
            events(1).getFirst(), new EventId("019ab5f5-7c00-7000-8000-000000000001"));
    Instant made = Instant.ofEpochMilli(0x019ab5f57c00L);
    UsageEvent near = Variations.at(ours, made.minusMillis(1_500));
    UsageEvent far = Variations.at(ours, made.minusMillis(90_000));
    assertThat(ItemKey.tellsTime(near.id(), near.time())).isTrue();
    assertThat(ItemKey.tellsTime(far.id(), far.time())).isFalse();
    keep(List.of(adds(near)));
    assertThat(RAW_LOG.entriesOf(organization(), near.id())).hasSize(1);
    // another source may tell another time of it
    keep(List.of(adds(far)));
    assertThat(RAW_LOG.entriesOf(organization(), near.id())).hasSize(2);
  }

  @Test
  void an_entry_lives_as_long_as_the_organization_keeps_entries() {
    List<UsageEvent> events = events(3);
    keep(events.stream().map(this::adds).toList());
    Instant expires = PostgresForTests.CLOCK.instant().plus(DynamoForTests.KEPT);
    try (DynamoTable table = DynamoForTests.table()) {
      EntryQueries queries = new EntryQueries(table, new EntryItems(dictionary()));
      List<String> found = new ArrayList<>();
      for (UsageEvent event : events) {
        queries.each(
            EntryQueries.whole(
                ItemKey.partition(
                    organization(), ItemKey.hour(event.time()), ItemKey.spread(event.id()))),
            page ->
                page.forEach(
                    item -> found.add(Objects.requireNonNull(item.get(DynamoTable.EXPIRES)).n())));
      }
      assertThat(found)
          .hasSizeGreaterThanOrEqualTo(3)
          .containsOnly(String.valueOf(expires.getEpochSecond()));
      assertThat(
              table
                  .client()
                  .describeTimeToLive(of -> of.tableName(DynamoTable.NAME))
                  .timeToLiveDescription()
                  .attributeName())
          .isEqualTo(DynamoTable.EXPIRES);
    }
  }

  private static ai.meterr.storage.ledger.Dictionary dictionary() {
    return new ai.meterr.storage.ledger.Dictionary(PostgresForTests.database());
  }

  @Test
  void a_receipt_of_a_megabyte_fits_into_an_item() {
    UsageEvent huge = Variations.withSubCalls(events(1).getFirst(), 4_000);
    keep(List.of(adds(huge)));
    assertThat(RAW_LOG.entriesOf(organization(), huge.id()))
        .extracting(logged -> logged.entry().event())
        .containsExactly(huge);
  }
}
