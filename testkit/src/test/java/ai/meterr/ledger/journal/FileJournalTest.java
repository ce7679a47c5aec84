package ai.meterr.ledger.journal;

import static ai.meterr.ledger.journal.JournalSamples.SMALL;
import static ai.meterr.ledger.journal.JournalSamples.records;
import static ai.meterr.ledger.journal.JournalSamples.segments;
import static ai.meterr.ledger.journal.JournalSamples.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.testkit.FaultyDisk;
import ai.meterr.testkit.MemoryDisk;
import ai.meterr.testkit.Recorder;
import ai.meterr.testkit.Recorder.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileJournalTest {
  private final JournalSamples samples = new JournalSamples(1);
  private final MemoryDisk disk = new MemoryDisk();

  @ParameterizedTest
  @EnumSource(Sync.class)
  void what_is_handed_over_is_read_in_that_order_however_it_was_batched(Sync sync)
      throws IOException {
    Random random = new Random(7);
    List<JournalRecord> handed = new ArrayList<>();
    List<Position> ends = new ArrayList<>();
    try (FileJournal journal = samples.open(disk, sync)) {
      Recorder recorder = new Recorder(journal);
      while (handed.size() < 400) {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 1 + random.nextInt(40); i > 0; i--) {
          JournalRecord record = samples.reported();
          handed.add(record);
          outcomes.add(recorder.append(record));
        }
        outcomes.forEach(outcome -> ends.add(Recorder.await(outcome).end()));
      }
    }
    assertThat(records(disk)).isEqualTo(handed);
    assertThat(stored(disk)).extracting(StoredRecord::end).isEqualTo(ends);
    assertThat(segments(disk)).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @EnumSource(Sync.class)
  void many_threads_may_hand_over_at_once(Sync sync) throws Exception {
    int threads = 8;
    int calls = 50;
    try (FileJournal journal = samples.open(disk, sync);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int thread = 0; thread < threads; thread++) {
        JournalSamples own = new JournalSamples(100 + thread);
        pool.submit(
            () -> {
              Recorder recorder = new Recorder(journal);
              for (int call = 0; call < calls; call++) {
                JournalRecord.Open open = own.open();
                recorder.durable(open);
                recorder.durable(own.close(open));
              }
            });
      }
    }
    List<StoredRecord> stored = stored(disk);
    assertThat(stored).hasSize(2 * threads * calls);
    assertThat(stored.stream().filter(StoredRecord::isClose).map(StoredRecord::call))
        .doesNotHaveDuplicates()
        .hasSize(threads * calls);
  }

  @Test
  void it_can_be_read_from_the_end_of_any_record() throws IOException {
    try (FileJournal journal = samples.open(disk, Sync.DISK)) {
      Recorder recorder = new Recorder(journal);
      for (int i = 0; i < 60; i++) {
        recorder.durable(samples.reported());
      }
    }
    List<StoredRecord> all = stored(disk);
    for (int i = 0; i < all.size(); i++) {
      try (JournalReader reader = new JournalReader(disk, all.get(i).end())) {
        StoredRecord next = reader.next();
        assertThat(next == null ? null : next.end())
            .isEqualTo(i + 1 < all.size() ? all.get(i + 1).end() : null);
      }
    }
  }

  @Test
  void a_reader_follows_while_the_journal_is_written() {
    try (FileJournal journal = samples.open(disk, Sync.DISK);
        JournalReader reader = journal.readFrom(Position.START)) {
      Recorder recorder = new Recorder(journal);
      for (int i = 0; i < 100; i++) {
        JournalRecord record = samples.reported();
        Position end = recorder.durable(record);
        StoredRecord read = Objects.requireNonNull(reader.next(journal.synced()));
        assertThat(read.record()).isEqualTo(record);
        assertThat(read.end()).isEqualTo(end);
        assertThat(reader.next(journal.synced())).isNull();
      }
    }
  }

  @Test
  void with_os_what_is_durable_reaches_the_disk_soon_after() throws Exception {
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Position end = new Recorder(journal).durable(samples.reported());
      Position before = new Position(end.bytes() - 1);
      assertThat(journal.awaitSyncedBeyond(before, Duration.ofSeconds(20))).isEqualTo(end);
    }
  }

  @Test
  void with_disk_what_is_durable_is_on_disk_already() {
    try (FileJournal journal = samples.open(disk, Sync.DISK)) {
      Position end = new Recorder(journal).durable(samples.reported());
      assertThat(journal.synced()).isEqualTo(end);
    }
  }

  @Test
  void every_process_has_an_epoch_of_its_own_in_the_same_journal() {
    JournalId id;
    try (FileJournal first = samples.open(disk, Sync.OS)) {
      id = first.id();
      assertThat(first.epoch()).isEqualTo(1);
    }
    try (FileJournal second = samples.open(disk, Sync.OS)) {
      assertThat(second.id()).isEqualTo(id);
      assertThat(second.epoch()).isEqualTo(2);
    }
  }

  @Test
  void positions_go_on_over_restarts() throws IOException {
    Position first;
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      first = new Recorder(journal).durable(samples.reported());
    }
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      assertThat(new Recorder(journal).durable(samples.reported())).isGreaterThan(first);
    }
    assertThat(stored(disk)).hasSize(2);
  }

  @Test
  void a_folder_is_one_process_s_alone(@TempDir Path folder) {
    Duration keep = Duration.ofHours(24);
    try (FileJournal journal = FileJournal.open(folder, Sync.OS, keep, samples.clock())) {
      assertThat(journal.failure()).isEmpty();
      assertThatThrownBy(() -> FileJournal.open(folder, Sync.OS, keep, samples.clock()))
          .isInstanceOf(JournalInUse.class)
          .hasMessageContaining(folder.toString());
    }
    FileJournal.open(folder, Sync.OS, keep, samples.clock()).close();
  }

  @Test
  void it_works_on_a_real_folder_over_restarts(@TempDir Path folder) throws IOException {
    List<JournalRecord> handed = new ArrayList<>();
    for (Sync sync : List.of(Sync.OS, Sync.DISK, Sync.OS)) {
      Disk local = new LocalDisk(folder);
      try (FileJournal journal = samples.open(local, sync)) {
        Recorder recorder = new Recorder(journal);
        for (int i = 0; i < 50; i++) {
          JournalRecord record = samples.reported();
          handed.add(record);
          recorder.durable(record);
        }
      }
    }
    assertThat(records(new LocalDisk(folder))).isEqualTo(handed);
  }

  @Test
  void a_call_that_is_open_cannot_be_opened_again() {
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      JournalRecord.Open open = samples.open();
      recorder.durable(open);
      assertThat(recorder.refused(open)).contains("open already");
      recorder.durable(samples.close(open));
    }
  }

  @Test
  void a_closed_journal_refuses() {
    FileJournal journal = samples.open(disk, Sync.OS);
    journal.close();
    assertThat(new Recorder(journal).refused(samples.open())).contains("closed");
  }

  @Test
  void a_fenced_journal_refuses_and_says_why() {
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      JournalRecord.Open open = samples.open();
      recorder.durable(open);
      journal.refuseFromNowOn("another node has it");
      assertThat(recorder.refused(samples.open())).isEqualTo("another node has it");
      assertThat(recorder.refused(samples.close(open))).isEqualTo("another node has it");
      assertThat(journal.failure()).contains("another node has it");
    }
  }

  @Test
  void when_too_many_wait_opens_are_refused_and_closes_are_not() throws Exception {
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      List<JournalRecord.Open> opened = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        opened.add(samples.open());
        recorder.durable(opened.getLast());
      }
      CountDownLatch writerIsHeld = new CountDownLatch(1);
      CountDownLatch letGo = new CountDownLatch(1);
      journal.append(samples.reported(), holding(writerIsHeld, letGo));
      writerIsHeld.await();
      List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
      for (int i = 0; i < SMALL.waitingMax(); i++) {
        waiting.add(recorder.append(samples.reported()));
      }
      assertThat(recorder.refused(samples.open())).contains("too slow");
      for (JournalRecord.Open open : opened) {
        waiting.add(recorder.append(samples.close(open)));
      }
      letGo.countDown();
      assertThat(waiting)
          .allSatisfy(outcome -> assertThat(Recorder.await(outcome).refusal()).isNull());
      recorder.durable(samples.open());
    }
  }

  private static Journal.Completion holding(CountDownLatch reached, CountDownLatch letGo) {
    return new Journal.Completion() {
      @Override
      public void durable(Position end) {
        reached.countDown();
        try {
          letGo.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void refused(String why) {
        throw new AssertionError(why);
      }
    };
  }

  @Test
  void one_who_throws_when_told_disturbs_nobody_else() {
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      journal.append(
          samples.reported(),
          new Journal.Completion() {
            @Override
            public void durable(Position end) {
              throw new IllegalStateException("on purpose, by a test");
            }

            @Override
            public void refused(String why) {
              throw new IllegalStateException(why);
            }
          });
      new Recorder(journal).durable(samples.reported());
      assertThat(journal.failure()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Sync.class)
  void after_a_failed_sync_nothing_is_taken_any_more(Sync sync) throws Exception {
    FaultyDisk faulty = new FaultyDisk(disk);
    JournalRecord safe = samples.reported();
    try (FileJournal journal = samples.open(faulty, sync)) {
      Recorder recorder = new Recorder(journal);
      JournalRecord.Open open = samples.open();
      recorder.durable(safe);
      Position end = recorder.durable(open);
      journal.awaitSyncedBeyond(new Position(end.bytes() - 1), Duration.ofSeconds(20));
      faulty.failSyncs();
      Outcome outcome = Recorder.await(recorder.append(samples.reported()));
      if (sync == Sync.DISK) {
        assertThat(outcome.refusal()).contains("Input/output error");
      } else {
        while (journal.failure().isEmpty()) {
          Thread.onSpinWait();
        }
      }
      assertThat(recorder.refused(samples.open())).contains("Input/output error");
      assertThat(recorder.refused(samples.close(open))).contains("Input/output error");
      assertThat(journal.synced()).isEqualTo(end);
    }
    MemoryDisk found = disk.afterPowerCut(new Random(3));
    samples.open(found, sync).close();
    assertThat(records(found)).contains(safe);
  }

  @Test
  void after_a_failed_write_nothing_is_taken_any_more() throws IOException {
    FaultyDisk faulty = new FaultyDisk(disk);
    JournalRecord.Open safe = samples.open();
    try (FileJournal journal = samples.open(faulty, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      recorder.durable(safe);
      faulty.dieAfter(100);
      assertThat(recorder.refused(samples.reported())).contains("dead");
      faulty.dieAfter(Long.MAX_VALUE);
      assertThat(recorder.refused(samples.reported())).contains("dead");
      assertThat(recorder.refused(samples.close(safe))).contains("dead");
    }
    samples.open(disk, Sync.OS).close();
    assertThat(records(disk)).containsExactly(safe, JournalSamples.interrupted(safe));
  }

  @Test
  void a_new_journal_is_named_by_whoever_opens_it() {
    UUID name = UUID.fromString("01993e0e-0000-7000-8000-00000000000a");
    try (FileJournal journal =
        FileJournal.open(disk, Sync.OS, SMALL, samples.clock(), () -> name)) {
      assertThat(journal.id()).isEqualTo(new JournalId(name));
    }
  }

  @Test
  void nothing_is_read_beyond_a_limit_that_lies_at_the_first_record_of_a_segment()
      throws IOException {
    MemoryDisk ofTwo = new MemoryDisk();
    JournalSamples own = new JournalSamples(12);
    try (FileJournal journal = own.open(ofTwo, Sync.DISK)) {
      Recorder recorder = new Recorder(journal);
      while (JournalSamples.segments(ofTwo).size() < 3) {
        recorder.durable(own.reported());
      }
    }
    String second = JournalSamples.segments(ofTwo).get(1);
    Position limit = new Position(Long.parseLong(second.substring(0, 20)) + SegmentHeader.BYTES);
    try (JournalReader reader = new JournalReader(ofTwo, Position.START)) {
      StoredRecord last = null;
      for (StoredRecord next = reader.next(limit); next != null; next = reader.next(limit)) {
        last = next;
      }
      assertThat(last).isNotNull();
      assertThat(reader.position()).isEqualTo(limit);
    }
  }
}
