package ai.meterr.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rawlog.RawLogUnavailable;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import ai.meterr.testkit.dynamodb.FaultyDynamo;
import ai.meterr.testkit.dynamodb.FaultyDynamo.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What moto does not show of DynamoDB: bad days. */
class FaultsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Instant FROM = Instant.parse("2026-11-23T20:00:00Z");
  private static final Instant TO = FROM.plus(Duration.ofHours(4));

  private final OrganizationId organization = PostgresForTests.newOrganization();

  private List<LoggedEntry> entries(long seed, int count) {
    SampleEvents samples = new SampleEvents(seed, FROM, Duration.ofHours(4));
    JournalId journal = new JournalId(UUID.randomUUID());
    List<LoggedEntry> entries = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      UsageEvent event = samples.next();
      entries.add(
          new LoggedEntry(
              journal,
              new Entry(organization, new Position(i), Entry.Part.ADDS, event),
              PostgresForTests.NOW));
    }
    return entries;
  }

  private List<LoggedEntry> scanned(DynamoRawLog rawLog) {
    List<LoggedEntry> scanned = new ArrayList<>();
    rawLog.scan(organization, FROM, TO, scanned::add);
    return scanned;
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void what_was_put_is_there_once_and_is_read_whole_whatever_goes_wrong(long seed) {
    try (FaultyDynamo faulty =
            new FaultyDynamo(
                DynamoForTests.address(), seed, DynamoForTests.ATTEMPT.toMillis() * 2);
        DynamoRawLog rawLog = DynamoForTests.rawLog(faulty.address(), PATIENCE)) {
      List<LoggedEntry> entries = entries(seed, 200);
      faulty.fail(35);
      for (int at = 0; at < entries.size(); at += 50) {
        rawLog.put(entries.subList(at, at + 50));
      }
      assertThat(scanned(rawLog)).containsExactlyInAnyOrderElementsOf(entries);
      EventPage page = rawLog.page(organization, FROM, TO, Map.of(), 1_000, null);
      assertThat(page.events()).hasSize(entries.size());
      faulty.fail(0);
      assertThat(scanned(DynamoForTests.rawLog())).containsExactlyInAnyOrderElementsOf(entries);
      assertThat(faulty.met(Fault.UNPROCESSED)).as("batches given back in part").isPositive();
      assertThat(faulty.met(Fault.THROTTLED) + faulty.met(Fault.CUT)).isPositive();
    }
  }

  @Test
  void one_that_stays_away_is_told_in_time_and_served_when_it_is_back() {
    try (FaultyDynamo faulty = new FaultyDynamo(DynamoForTests.address(), 1, 1_000);
        DynamoRawLog rawLog = DynamoForTests.rawLog(faulty.address(), DynamoForTests.ATTEMPT)) {
      List<LoggedEntry> entries = entries(21, 10);
      faulty.goAway();
      assertThatThrownBy(() -> rawLog.put(entries)).isInstanceOf(RawLogUnavailable.class);
      assertThatThrownBy(() -> scanned(rawLog)).isInstanceOf(RawLogUnavailable.class);
      faulty.comeBack();
      rawLog.put(entries);
      assertThat(scanned(rawLog)).containsExactlyInAnyOrderElementsOf(entries);
    }
  }
}
