package ai.meterr.ledger;

import static ai.meterr.ledger.journal.JournalSamples.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Ingest.Answer.NotInTime;
import ai.meterr.ledger.Ingest.Answer.Settled;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.JournalSamples;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.journal.Sync;
import ai.meterr.testkit.FaultyDisk;
import ai.meterr.testkit.MemoryDisk;
import ai.meterr.testkit.MemoryLedgerStore;
import ai.meterr.testkit.Recorder;
import ai.meterr.testkit.SampleEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalIngestTest {
  private static final Logger LOG = Logger.getLogger("ai.meterr.ledger");
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration AT_ONCE = Duration.ofMillis(50);
  private static final TailerLimits FAST =
      new TailerLimits(7, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(4));

  private final JournalSamples samples = new JournalSamples(5);
  private final SampleEvents events = new SampleEvents(9);
  private final MemoryDisk memory = new MemoryDisk();
  private final FaultyDisk disk = new FaultyDisk(memory);
  private final KnowsIds store = new KnowsIds();

  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    LOG.setLevel(null);
  }

  /** A ledger that counts each id once, waits where it is told to, and loses connections. */
  private static final class KnowsIds implements LedgerStore {
    private final MemoryLedgerStore ledger = new MemoryLedgerStore();
    private final Set<EventId> known = Collections.synchronizedSet(new HashSet<>());
    private volatile CountDownLatch mayGoOn = new CountDownLatch(0);
    private volatile boolean losesNextAnswer;

    @Override
    public long lease(JournalId journal, long lastEpoch, UUID holder) {
      return ledger.lease(journal, lastEpoch, holder);
    }

    @Override
    public Position applied(JournalId journal) {
      return ledger.applied(journal);
    }

    @Override
    public List<Outcome> apply(Batch batch) {
      try {
        mayGoOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      ledger.apply(batch);
      List<Outcome> outcomes =
          batch.arrivals().stream()
              .map(arrival -> known.add(arrival.event().id()) ? Outcome.COUNTED : Outcome.REPEATED)
              .toList();
      if (losesNextAnswer) {
        losesNextAnswer = false;
        throw new Unavailable("waiting for the commit", new IOException("connection reset"));
      }
      return outcomes;
    }
  }

  private FileJournal journal() {
    return samples.open(disk, Sync.OS);
  }

  private Tailer tailer(FileJournal journal) {
    return Tailer.start(journal, store, FAST, samples.clock());
  }

  private List<UsageEvent> some(int count) {
    List<UsageEvent> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(events.next());
    }
    return some;
  }

  @Test
  void each_event_s_outcome_comes_in_its_place_when_the_event_is_on_disk_and_in_the_ledger()
      throws Exception {
    try (FileJournal journal = journal();
        Tailer tailer = tailer(journal)) {
      JournalIngest ingest = new JournalIngest(journal, tailer, SOON);
      List<UsageEvent> first = some(1_000);
      assertThat(ingest.take(ORGANIZATION, first))
          .isEqualTo(new Settled(Collections.nCopies(1_000, Outcome.COUNTED)));
      assertThat(store.ledger.events(ORGANIZATION)).isEqualTo(first);
      assertThat(JournalSamples.closed(memory.afterPowerCut(new java.util.Random(1))))
          .isEqualTo(first);

      UsageEvent fresh = events.next();
      assertThat(ingest.take(ORGANIZATION, List.of(first.get(3), fresh, fresh)))
          .isEqualTo(new Settled(List.of(Outcome.REPEATED, Outcome.COUNTED, Outcome.REPEATED)));
      assertThat(tailer.expected().size()).isZero();
    }
  }

  @Test
  void of_many_who_report_the_same_at_once_each_hears_of_its_own_and_one_is_counted()
      throws Exception {
    try (FileJournal journal = journal();
        Tailer tailer = tailer(journal);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      JournalIngest ingest = new JournalIngest(journal, tailer, SOON);
      List<UsageEvent> same = some(20);
      Callable<Ingest.Answer> report = () -> ingest.take(ORGANIZATION, same);
      int[] counted = new int[same.size()];
      for (Future<Ingest.Answer> answer : threads.invokeAll(Collections.nCopies(16, report))) {
        List<Outcome> outcomes = ((Settled) answer.get()).outcomes();
        for (int i = 0; i < counted.length; i++) {
          counted[i] += outcomes.get(i) == Outcome.COUNTED ? 1 : 0;
        }
      }
      assertThat(counted).containsOnly(1);
      assertThat(tailer.expected().size()).isZero();
    }
  }

  @Test
  void a_ledger_that_is_late_gets_the_events_all_the_same_and_nobody_waits_on() throws Exception {
    try (FileJournal journal = journal();
        Tailer tailer = tailer(journal)) {
      store.mayGoOn = new CountDownLatch(1);
      List<UsageEvent> late = some(30);

      assertThat(new JournalIngest(journal, tailer, AT_ONCE).take(ORGANIZATION, late))
          .isEqualTo(new NotInTime("the ledger is behind"));

      assertThat(tailer.expected().size()).isZero();
      store.mayGoOn.countDown();
      assertThat(new JournalIngest(journal, tailer, SOON).take(ORGANIZATION, late))
          .isEqualTo(new Settled(Collections.nCopies(30, Outcome.REPEATED)));
      assertThat(store.known).hasSize(30);
    }
  }

  @Test
  void what_a_lost_connection_took_with_it_is_not_made_up() throws Exception {
    try (FileJournal journal = journal();
        Tailer tailer = tailer(journal)) {
      JournalIngest ingest = new JournalIngest(journal, tailer, SOON);
      store.losesNextAnswer = true;
      List<UsageEvent> doubtful = some(5);

      assertThat(ingest.take(ORGANIZATION, doubtful)).isInstanceOf(NotInTime.class);

      assertThat(tailer.flush(SOON)).isTrue();
      assertThat(store.ledger.events(ORGANIZATION)).isEqualTo(doubtful);
      assertThat(tailer.expected().size()).isZero();
    }
  }

  @Test
  void a_full_disk_and_too_many_who_wait_are_told_at_once() throws Exception {
    try (FileJournal journal = journal();
        Tailer tailer = tailer(journal)) {
      JournalIngest ingest = new JournalIngest(journal, tailer, SOON);
      assertThat(ingest.take(ORGANIZATION, some(1_001)))
          .isInstanceOfSatisfying(
              NotInTime.class, answer -> assertThat(answer.why()).contains("too slow"));
      assertThat(store.ledger.arrivals()).isEmpty();

      disk.free(0);
      assertThat(ingest.take(ORGANIZATION, some(500)))
          .isInstanceOfSatisfying(
              NotInTime.class, answer -> assertThat(answer.why()).contains("full"));
      assertThat(tailer.flush(SOON)).isTrue();
      assertThat(tailer.expected().size()).isZero();
    }
  }

  @Test
  void a_ledger_that_has_stopped_is_not_waited_for() throws Exception {
    try (FileJournal journal = journal();
        Tailer tailer = tailer(journal)) {
      JournalIngest ingest = new JournalIngest(journal, tailer, Duration.ofHours(1));
      store.ledger.lease(journal.id(), journal.epoch(), UUID.randomUUID());
      assertThat(ingest.take(ORGANIZATION, some(3))).isInstanceOf(NotInTime.class);
      assertThat(ingest.take(ORGANIZATION, some(3))).isInstanceOf(NotInTime.class);
      assertThat(tailer.expected().size()).isZero();
    }
  }

  @Test
  void a_report_with_the_id_of_an_open_call_does_not_end_the_call() throws Exception {
    JournalRecord.Open open = samples.open();
    try (FileJournal journal = journal();
        Tailer tailer = tailer(journal)) {
      new Recorder(journal).durable(open);
      assertThat(
              new JournalIngest(journal, tailer, SOON)
                  .take(ORGANIZATION, List.of(events.closing(open.event()))))
          .isInstanceOf(Settled.class);
    }
    try (FileJournal journal = journal()) {
      assertThat(journal.interrupted()).isEqualTo(1);
    }
  }
}
