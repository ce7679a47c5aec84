package ai.meterr.storage.ledger;

import static ai.meterr.storage.PostgresForTests.CLOCK;
import static ai.meterr.storage.PostgresForTests.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.ledger.Tailer;
import ai.meterr.ledger.TailerLimits;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.journal.Sync;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.TheirPostgres;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.Recorder;
import ai.meterr.testkit.SampleEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real PostgreSQL that is stopped, put back to an older state and started again, while a node has
 * it open: what it lacks comes from the journal, and ids that mean something else now are not used.
 */
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestoredDatabaseTest {
  private static final String MASTER = "a master key of sixteen characters and more";
  private static final Duration PACE = Duration.ofMillis(20);
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final SampleEvents samples = new SampleEvents(20261124);
  private final List<UsageEvent> events = new ArrayList<>();

  @Test
  void a_database_put_back_behind_a_resting_node_holds_everything_once_at_the_next_call()
      throws Exception {
    try (TheirPostgres theirs = new TheirPostgres();
        PostgresStore store = open(theirs, "node");
        FileJournal journal = journal();
        Tailer tailer = tailer(journal, store)) {
      OrganizationId organization = organization(store);
      record(journal, organization, 20);
      assertThat(tailer.flush(SOON)).isTrue();
      theirs.stop();
      theirs.backUp();
      theirs.start();
      // from here on the node remembers ids that the backup lacks
      record(journal, organization, 200);
      assertThat(tailer.flush(SOON)).isTrue();
      theirs.stop();
      theirs.restore();
      theirs.start();
      // and another node has them given away before this one comes back
      try (PostgresStore other = open(theirs, "other")) {
        bookElsewhere(other, organization, 200);
      }
      record(journal, organization, 20);
      assertThat(tailer.flush(SOON)).isTrue();
      assertHoldsEverythingOnce(store, organization);
    }
  }

  @Test
  void a_database_put_back_under_load_holds_everything_once() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (TheirPostgres theirs = new TheirPostgres();
        PostgresStore store = open(theirs, "node");
        FileJournal journal = journal();
        Tailer tailer = tailer(journal, store);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      OrganizationId organization = organization(store);
      record(journal, organization, 20);
      assertThat(tailer.flush(SOON)).isTrue();
      Future<?> load =
          threads.submit(
              () -> {
                while (!over.get()) {
                  record(journal, organization, 2);
                  LockSupport.parkNanos(PACE.toNanos());
                }
              });
      theirs.stop();
      theirs.backUp();
      theirs.start();
      Position beyond = journal.written();
      assertThat(tailer.awaitApplied(beyond, SOON)).isTrue();
      theirs.stop();
      theirs.restore();
      theirs.start();
      over.set(true);
      load.get();
      record(journal, organization, 1);
      assertThat(tailer.flush(SOON)).isTrue();
      assertHoldsEverythingOnce(store, organization);
    }
  }

  private PostgresStore open(TheirPostgres theirs, String node) {
    return PostgresStore.open(
        new DatabaseSettings(folder.resolve(node), theirs.url(), MASTER), CLOCK, RANDOM);
  }

  private FileJournal journal() {
    return FileJournal.open(folder.resolve("journal"), Sync.OS, Duration.ofHours(24), CLOCK);
  }

  private static Tailer tailer(FileJournal journal, PostgresStore store) {
    return Tailer.start(journal, store.ledgerStore(), TailerLimits.USUAL, CLOCK);
  }

  private static OrganizationId organization(PostgresStore store) {
    return store.organizations().create("Test", ZoneId.of("UTC"), CurrencyCode.USD);
  }

  private void record(FileJournal journal, OrganizationId organization, int count) {
    Recorder recorder = new Recorder(journal);
    for (int i = 0; i < count; i++) {
      UsageEvent event = samples.next();
      events.add(event);
      recorder.durable(new JournalRecord.Close(organization, event));
    }
  }

  private void bookElsewhere(PostgresStore other, OrganizationId organization, int count) {
    JournalId id = new JournalId(UUID.randomUUID());
    long epoch = other.ledgerStore().lease(id, 0, UUID.randomUUID());
    SampleEvents theirs = new SampleEvents(99);
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      UsageEvent event = theirs.next();
      events.add(event);
      arrivals.add(new Arrival(organization, new Position(i), event));
    }
    other.ledgerStore().apply(new Batch(id, epoch, Position.START, new Position(count), arrivals));
  }

  private void assertHoldsEverythingOnce(PostgresStore store, OrganizationId organization) {
    assertThat(listed(store, organization)).containsExactlyInAnyOrderElementsOf(events);
    assertThat(store.rollupCheck().check().differences()).isEmpty();
  }

  private static List<UsageEvent> listed(PostgresStore store, OrganizationId organization) {
    List<UsageEvent> listed = new ArrayList<>();
    String cursor = null;
    do {
      EventPage page = store.reports().events(organization, null, null, Map.of(), 200, cursor);
      listed.addAll(page.events());
      cursor = page.next();
    } while (cursor != null);
    return listed;
  }
}
