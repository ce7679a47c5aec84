package ai.meterr.ledger.journal;

import static ai.meterr.ledger.journal.JournalSamples.closed;
import static ai.meterr.ledger.journal.JournalSamples.interrupted;
import static ai.meterr.ledger.journal.JournalSamples.records;
import static ai.meterr.ledger.journal.JournalSamples.segments;
import static ai.meterr.ledger.journal.JournalSamples.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.testkit.FaultyDisk;
import ai.meterr.testkit.MemoryDisk;
import ai.meterr.testkit.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecoveryTest {
  /** Journals die here by the hundred, and each says so. */
  private static final Logger LOG = Logger.getLogger("ai.meterr.ledger.journal");

  private final JournalSamples samples = new JournalSamples(2);

  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    LOG.setLevel(null);
  }

  @Test
  void a_call_left_open_is_closed_as_interrupted_at_the_next_start_only() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    JournalRecord.Open left = samples.open();
    JournalRecord.Open ended = samples.open();
    JournalRecord.Close end = samples.close(ended);
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      recorder.durable(left);
      recorder.durable(ended);
      recorder.durable(end);
      assertThat(journal.interrupted()).isZero();
    }
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      assertThat(journal.interrupted()).isEqualTo(1);
    }
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      assertThat(journal.interrupted()).isZero();
    }
    assertThat(records(disk)).containsExactly(left, ended, end, interrupted(left));
    assertThat(left.event().status()).isEqualTo(Status.INTERRUPTED);
  }

  @Test
  void a_call_may_stay_open_over_many_segments() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    JournalRecord.Open left = samples.open();
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      recorder.durable(left);
      for (int i = 0; i < 100; i++) {
        recorder.durable(samples.reported());
      }
    }
    assertThat(segments(disk)).hasSizeGreaterThan(3);
    samples.open(disk, Sync.OS).close();
    assertThat(records(disk).getLast()).isEqualTo(interrupted(left));
  }

  @Test
  void killed_at_any_byte_while_it_recovers_it_closes_each_call_once_in_the_end()
      throws IOException {
    MemoryDisk left = new MemoryDisk();
    Set<CallKey> calls = new HashSet<>();
    try (FileJournal journal = samples.open(left, Sync.OS)) {
      for (int i = 0; i < 5; i++) {
        JournalRecord.Open open = samples.open();
        calls.add(new CallKey(open.organization(), open.event().id()));
        new Recorder(journal).durable(open);
      }
    }
    int deaths = 0;
    boolean survived = false;
    for (long bytes = 0; !survived; bytes += 61) {
      MemoryDisk disk = left.afterKill();
      FaultyDisk dying = new FaultyDisk(disk);
      dying.dieAfter(bytes);
      try {
        samples.open(dying, Sync.OS).close();
        survived = true;
      } catch (UncheckedIOException died) {
        deaths++;
      }
      MemoryDisk found = disk.afterKill();
      samples.open(found, Sync.OS).close();
      assertThat(stored(found).stream().filter(StoredRecord::isClose).map(StoredRecord::call))
          .as("killed after %d bytes", bytes)
          .containsExactlyInAnyOrderElementsOf(calls);
    }
    assertThat(deaths).isGreaterThan(100);
  }

  @Test
  void a_tail_torn_at_any_byte_is_cut_and_all_before_it_stays() throws IOException {
    MemoryDisk whole = new MemoryDisk();
    List<JournalRecord> records = new ArrayList<>();
    try (FileJournal journal = samples.open(whole, Sync.DISK)) {
      for (int i = 0; i < 6; i++) {
        records.add(samples.reported());
        new Recorder(journal).durable(records.getLast());
      }
    }
    String segment = segments(whole).getFirst();
    List<StoredRecord> stored = stored(whole);
    for (int length = SegmentHeader.BYTES; length < whole.bytes(segment).length; length++) {
      int torn = length;
      long kept = stored.stream().filter(record -> record.end().bytes() <= torn).count();
      // the file ends there, or goes on with zeros that were written beforehand
      for (int tail : new int[] {0, 3000}) {
        MemoryDisk disk = whole.afterKill();
        disk.change(segment, bytes -> Arrays.copyOf(Arrays.copyOf(bytes, torn), torn + tail));
        JournalRecord next = samples.reported();
        try (FileJournal journal = samples.open(disk, Sync.OS)) {
          new Recorder(journal).durable(next);
        }
        List<JournalRecord> expected = new ArrayList<>(records.subList(0, (int) kept));
        expected.add(next);
        assertThat(records(disk)).as("torn at %d", torn).isEqualTo(expected);
      }
    }
  }

  @Test
  void a_record_damaged_at_any_byte_after_it_was_on_disk_stops_the_start() throws IOException {
    MemoryDisk whole = new MemoryDisk();
    try (FileJournal journal = samples.open(whole, Sync.DISK)) {
      for (int i = 0; i < 4; i++) {
        new Recorder(journal).durable(samples.reported());
      }
    }
    String segment = segments(whole).getFirst();
    StoredRecord second = stored(whole).get(1);
    for (long at = second.start().bytes(); at < second.end().bytes(); at++) {
      int damaged = (int) at;
      MemoryDisk disk = whole.afterKill();
      disk.change(segment, bytes -> flipped(bytes, damaged));
      assertThatThrownBy(() -> samples.open(disk, Sync.OS))
          .as("damaged at %d", at)
          .isInstanceOf(BadJournal.class)
          .hasMessageContaining(segment)
          .hasMessageContaining(Long.toString(second.start().bytes()));
    }
  }

  @Test
  void a_damaged_header_stops_the_start() throws IOException {
    MemoryDisk whole = new MemoryDisk();
    samples.open(whole, Sync.DISK).close();
    String segment = segments(whole).getFirst();
    for (int at = 0; at < SegmentHeader.BYTES; at++) {
      int damaged = at;
      MemoryDisk disk = whole.afterKill();
      disk.change(segment, bytes -> flipped(bytes, damaged));
      assertThatThrownBy(() -> samples.open(disk, Sync.OS)).isInstanceOf(BadJournal.class);
    }
  }

  private static byte[] flipped(byte[] bytes, int at) {
    bytes[at] ^= 0x40;
    return bytes;
  }

  @Test
  void a_missing_segment_stops_the_start() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      for (int i = 0; i < 100; i++) {
        new Recorder(journal).durable(samples.reported());
      }
    }
    disk.delete(segments(disk).get(1));
    assertThatThrownBy(() -> samples.open(disk, Sync.OS))
        .isInstanceOf(BadJournal.class)
        .hasMessageContaining("missing");
  }

  @Test
  void a_segment_of_another_journal_stops_the_start() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    samples.open(disk, Sync.OS).close();
    MemoryDisk other = new MemoryDisk();
    samples.open(other, Sync.OS).close();
    samples.open(other, Sync.OS).close();
    String second = segments(other).get(1);
    try (Disk.File file = disk.create(second)) {
      file.write(ByteBuffer.wrap(other.bytes(second)), 0);
    }
    assertThatThrownBy(() -> samples.open(disk, Sync.OS))
        .isInstanceOf(BadJournal.class)
        .hasMessageContaining("another journal");
  }

  @ParameterizedTest
  @EnumSource(Sync.class)
  void killed_at_random_points_it_has_all_that_was_durable_exactly_once(Sync sync)
      throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      MemoryDisk disk = new MemoryDisk();
      try (Load load = new Load(samples.open(disk, sync), seed)) {
        Random random = new Random(seed);
        for (int look = 0; look < 4; look++) {
          load.untilDurable(random.nextInt(40));
          Map<CallKey, UsageEvent> promised = load.durable();
          MemoryDisk found = disk.afterKill();
          samples.open(found, sync).close();
          assertHolds(found, promised, seed);
        }
      }
    }
  }

  @Test
  void with_disk_a_power_cut_takes_nothing_that_was_durable() throws Exception {
    for (long seed = 0; seed < 40; seed++) {
      MemoryDisk disk = new MemoryDisk();
      try (Load load = new Load(samples.open(disk, Sync.DISK), seed)) {
        Random random = new Random(seed);
        for (int look = 0; look < 4; look++) {
          load.untilDurable(random.nextInt(40));
          Map<CallKey, UsageEvent> promised = load.durable();
          MemoryDisk found = disk.afterPowerCut(random);
          samples.open(found, Sync.DISK).close();
          assertHolds(found, promised, seed);
        }
      }
    }
  }

  @Test
  void with_os_a_power_cut_takes_at_most_what_was_not_synced_and_never_stops_the_start()
      throws Exception {
    for (long seed = 0; seed < 40; seed++) {
      MemoryDisk disk = new MemoryDisk();
      FileJournal journal = samples.open(disk, Sync.OS);
      try (Load load = new Load(journal, seed)) {
        Random random = new Random(seed);
        for (int look = 0; look < 4; look++) {
          load.untilDurable(random.nextInt(40));
          Position synced = journal.synced();
          MemoryDisk found = disk.afterPowerCut(random);
          try (FileJournal next = samples.open(found, Sync.OS)) {
            assertThat(next.written()).isGreaterThanOrEqualTo(synced);
          }
        }
      }
    }
  }

  /** Every durable close is there as it was, once; every call has one close at most. */
  private static void assertHolds(Disk found, Map<CallKey, UsageEvent> promised, long seed)
      throws IOException {
    List<StoredRecord> stored = stored(found);
    Set<CallKey> opened =
        stored.stream()
            .filter(record -> !record.isClose())
            .map(StoredRecord::call)
            .collect(Collectors.toSet());
    assertThat(stored.stream().filter(StoredRecord::isClose).map(StoredRecord::call))
        .as("seed %d: each call is closed exactly once", seed)
        .containsExactlyInAnyOrderElementsOf(opened);
    assertThat(closed(found)).as("seed %d", seed).containsAll(promised.values());
  }

  /** Calls on four threads, as many as are asked for and a few more that are still running. */
  private static final class Load implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int RUNNING = 3;
    private final Semaphore allowed = new Semaphore(RUNNING);
    private final FileJournal journal;
    private final Map<CallKey, UsageEvent> durable = new ConcurrentHashMap<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> running = new ArrayList<>();
    private int goal;

    Load(FileJournal journal, long seed) {
      this.journal = journal;
      for (int thread = 0; thread < THREADS; thread++) {
        JournalSamples own = new JournalSamples(seed * THREADS + thread);
        running.add(threads.submit(() -> calls(own)));
      }
    }

    private void calls(JournalSamples own) {
      Recorder recorder = new Recorder(journal);
      while (true) {
        allowed.acquireUninterruptibly();
        if (ending.get()) {
          return;
        }
        JournalRecord.Open open = own.open();
        recorder.durable(open);
        JournalRecord.Close close = own.close(open);
        recorder.durable(close);
        durable.put(new CallKey(close.organization(), close.event().id()), close.event());
      }
    }

    void untilDurable(int more) {
      goal += more;
      allowed.release(more);
      while (durable.size() < goal && running.stream().noneMatch(Future::isDone)) {
        Thread.onSpinWait();
      }
    }

    Map<CallKey, UsageEvent> durable() {
      return Map.copyOf(durable);
    }

    @Override
    public void close() throws Exception {
      ending.set(true);
      allowed.release(THREADS);
      threads.close();
      for (Future<?> thread : running) {
        thread.get();
      }
      journal.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_journal_that_dies_again_and_again_stays_whole(long seed) throws IOException {
    Random random = new Random(seed);
    MemoryDisk disk = new MemoryDisk();
    List<UsageEvent> promised = new ArrayList<>();
    for (int life = 0; life < 40; life++) {
      FaultyDisk dying = new FaultyDisk(disk);
      dying.dieAfter(random.nextInt(100_000));
      try (FileJournal journal = samples.open(dying, Sync.OS)) {
        Recorder recorder = new Recorder(journal);
        while (true) {
          JournalRecord.Open open = samples.open();
          if (Recorder.await(recorder.append(open)).end() == null) {
            break;
          }
          JournalRecord.Close close = samples.close(open);
          if (Recorder.await(recorder.append(close)).end() == null) {
            break;
          }
          promised.add(close.event());
        }
      } catch (UncheckedIOException diedWhileItOpened) {
        // the next life goes on from there
      }
      disk = disk.afterKill();
    }
    samples.open(disk, Sync.OS).close();
    assertThat(closed(disk)).containsAll(promised).doesNotHaveDuplicates();
    assertThat(stored(disk).stream().filter(StoredRecord::isClose).map(StoredRecord::call))
        .doesNotHaveDuplicates();
    assertThat(promised.size()).isGreaterThan(100);
  }
}
