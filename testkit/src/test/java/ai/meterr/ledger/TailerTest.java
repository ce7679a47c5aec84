package ai.meterr.ledger;

import static ai.meterr.ledger.journal.JournalSamples.closed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.LedgerStore.Fenced;
import ai.meterr.ledger.LedgerStore.Unavailable;
import ai.meterr.ledger.journal.BadJournal;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.JournalSamples;
import ai.meterr.ledger.journal.LocalDisk;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.journal.Sync;
import ai.meterr.testkit.MemoryDisk;
import ai.meterr.testkit.MemoryLedgerStore;
import ai.meterr.testkit.Recorder;
import ai.meterr.testkit.UnreliableStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TailerTest {
  /** Stores fail here by the hundred, and each time it is said. */
  private static final Logger LOG = Logger.getLogger("ai.meterr.ledger");

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final TailerLimits FAST =
      new TailerLimits(7, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(4));

  private final JournalSamples samples = new JournalSamples(5);
  private final MemoryDisk disk = new MemoryDisk();
  private final MemoryLedgerStore ledger = new MemoryLedgerStore();

  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    LOG.setLevel(null);
  }

  @Test
  void every_close_becomes_one_entry_in_the_journal_s_order_and_no_open_does() throws Exception {
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, ledger)) {
      Recorder recorder = new Recorder(journal);
      List<JournalRecord.Open> open = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        open.add(samples.open());
        recorder.durable(open.getLast());
        recorder.durable(samples.reported());
        recorder.durable(samples.close(open.removeFirst()));
      }
      recorder.durable(samples.open());
      assertThat(tailer.flush(SOON)).isTrue();
      assertThat(tailer.lag()).isEqualTo(new Lag(0, Duration.ZERO, null, false));
    }
    assertThat(ledger.arrivals()).hasSize(100);
    assertExactlyOnce();
  }

  @Test
  void an_entry_is_named_by_where_its_record_ends() throws Exception {
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, ledger)) {
      Position end = new Recorder(journal).durable(samples.reported());
      assertThat(tailer.awaitApplied(end, SOON)).isTrue();
      assertThat(ledger.arrivals()).extracting(Arrival::position).containsExactly(end);
      assertThat(ledger.applied(journal.id())).isEqualTo(end);
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_store_that_fails_before_and_after_commits_counts_everything_once(long seed)
      throws Exception {
    runWithFailures(new UnreliableStore(ledger, new Random(seed)), seed);
    assertExactlyOnce();
  }

  private void runWithFailures(UnreliableStore store, long seed) throws Exception {
    JournalSamples own = new JournalSamples(seed);
    try (FileJournal journal = own.open(disk, Sync.OS);
        Tailer tailer = start(journal, store)) {
      store.failFromNowOn();
      Recorder recorder = new Recorder(journal);
      while (store.failures() < 5 && !tailer.lag().stopped()) {
        recorder.durable(own.reported());
      }
      store.heal();
      assertThat(tailer.flush(SOON)).isTrue();
    }
  }

  /** The bug that the offset's place in the transaction prevents: the same check must see it. */
  @Test
  void a_store_that_moves_its_offset_outside_the_transaction_is_seen() throws Exception {
    OffsetOutside store = new OffsetOutside();
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, store)) {
      Recorder recorder = new Recorder(journal);
      for (int i = 0; i < 20; i++) {
        recorder.durable(samples.reported());
      }
      assertThat(tailer.flush(SOON)).isTrue();
    }
    assertThatThrownBy(() -> assertExactlyOnce(store.entries, disk))
        .isInstanceOf(AssertionError.class);
  }

  private static final class OffsetOutside implements LedgerStore {
    private final MemoryLedgerStore offsets = new MemoryLedgerStore();
    private final List<Arrival> entries = new CopyOnWriteArrayList<>();
    private boolean hasFailed;

    @Override
    public long lease(JournalId journal, long lastEpoch, UUID holder) {
      return offsets.lease(journal, lastEpoch, holder);
    }

    @Override
    public Position applied(JournalId journal) {
      return offsets.applied(journal);
    }

    @Override
    public List<Outcome> apply(Batch batch) {
      entries.addAll(batch.arrivals());
      if (!hasFailed) {
        hasFailed = true;
        throw new Unavailable("moving the offset", new IOException("connection reset"));
      }
      return offsets.apply(batch);
    }
  }

  @Test
  void an_arrival_that_the_store_can_never_take_stands_alone_and_keeps_nothing_waiting()
      throws Exception {
    Choosy store = new Choosy(ledger);
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, store)) {
      Recorder recorder = new Recorder(journal);
      for (int i = 0; i < 40; i++) {
        Position end = recorder.durable(samples.reported());
        if (i % 9 == 4) {
          store.never.add(end);
        }
      }
      store.open = true;
      assertThat(tailer.flush(SOON)).isTrue();
    }
    assertThat(store.misplaced).isEmpty();
    assertThat(store.putAside).containsExactlyElementsOf(store.never);
    assertThat(ledger.arrivals())
        .hasSize(40 - store.never.size())
        .extracting(Arrival::position)
        .doesNotContainAnyElementsOf(store.never)
        .doesNotHaveDuplicates();
  }

  /** Refuses some arrivals for what they hold. */
  private static final class Choosy implements LedgerStore {
    private final MemoryLedgerStore store;
    private final List<Position> never = new CopyOnWriteArrayList<>();
    private final List<Position> putAside = new CopyOnWriteArrayList<>();

    /** Arrivals outside of their batch's stretch: a death in between would lose them. */
    private final List<Position> misplaced = new CopyOnWriteArrayList<>();

    private volatile boolean open;

    Choosy(MemoryLedgerStore store) {
      this.store = store;
    }

    @Override
    public long lease(JournalId journal, long lastEpoch, UUID holder) {
      return store.lease(journal, lastEpoch, holder);
    }

    @Override
    public Position applied(JournalId journal) {
      return store.applied(journal);
    }

    @Override
    public List<Outcome> apply(Batch batch) {
      if (!open) {
        throw new Unavailable("opening", new IOException("not yet"));
      }
      Position first = batch.arrivals().getFirst().position();
      if (first.compareTo(batch.from()) <= 0
          || batch.arrivals().getLast().position().compareTo(batch.to()) > 0) {
        misplaced.add(first);
      }
      if (batch.arrivals().stream().noneMatch(arrival -> never.contains(arrival.position()))) {
        return store.apply(batch);
      }
      if (batch.arrivals().size() > 1) {
        throw new Refused("one of them", new IllegalArgumentException("what it holds"));
      }
      putAside.add(first);
      store.apply(new Batch(batch.journal(), batch.epoch(), batch.from(), batch.to(), List.of()));
      return List.of(Outcome.REFUSED);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void killed_and_started_again_at_random_points_it_counts_everything_once(long seed)
      throws Exception {
    Random random = new Random(seed);
    MemoryDisk current = disk;
    for (int life = 0; life < 5; life++) {
      // the ledger outlives the process, as a database does
      UnreliableStore store = new UnreliableStore(ledger, new Random(seed + life));
      FileJournal journal = samples.open(current, Sync.DISK);
      Tailer tailer = start(journal, store);
      store.failFromNowOn();
      Recorder recorder = new Recorder(journal);
      for (int i = random.nextInt(20); i > 0; i--) {
        JournalRecord.Open open = samples.open();
        recorder.durable(open);
        if (random.nextInt(4) > 0) {
          recorder.durable(samples.close(open));
        }
      }
      // the process dies: nothing is flushed, and what the tailer still does is not on that disk
      current = current.afterKill();
      tailer.close();
      journal.close();
    }
    try (FileJournal journal = samples.open(current, Sync.OS);
        Tailer tailer = start(journal, ledger)) {
      assertThat(tailer.flush(SOON)).isTrue();
    }
    assertExactlyOnce(ledger.arrivals(), current);
  }

  @Test
  void while_the_store_is_away_the_lag_is_told_and_then_caught_up() throws Exception {
    Away store = new Away(ledger);
    try (FileJournal journal = samples.open(disk, Sync.DISK);
        Tailer tailer = start(journal, store)) {
      Recorder recorder = new Recorder(journal);
      store.away = true;
      Position first = recorder.durable(samples.reported());
      while (tailer.lag().trouble() == null) {
        Thread.onSpinWait();
      }
      samples.clock().advance(Duration.ofMinutes(10));
      recorder.durable(samples.reported());
      Lag lag = tailer.lag();
      assertThat(lag.bytes()).isGreaterThan(first.bytes() - 100);
      assertThat(lag.age()).isEqualTo(Duration.ofMinutes(10));
      assertThat(lag.trouble()).contains("cannot be reached");
      assertThat(lag.stopped()).isFalse();
      assertThat(tailer.awaitApplied(first, Duration.ZERO)).isFalse();
      store.away = false;
      assertThat(tailer.flush(SOON)).isTrue();
      assertThat(tailer.lag()).isEqualTo(new Lag(0, Duration.ZERO, null, false));
    }
    assertExactlyOnce();
  }

  private static final class Away implements LedgerStore {
    private final LedgerStore store;
    private volatile boolean away;

    Away(LedgerStore store) {
      this.store = store;
    }

    @Override
    public long lease(JournalId journal, long lastEpoch, UUID holder) {
      requireReachable();
      return store.lease(journal, lastEpoch, holder);
    }

    @Override
    public Position applied(JournalId journal) {
      requireReachable();
      return store.applied(journal);
    }

    @Override
    public List<Outcome> apply(Batch batch) {
      requireReachable();
      return store.apply(batch);
    }

    private void requireReachable() {
      if (away) {
        throw new Unavailable("connecting", new IOException("connection refused"));
      }
    }
  }

  @Test
  void a_node_whose_journal_another_has_taken_stops_and_takes_no_more_calls() throws Exception {
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, ledger)) {
      Recorder recorder = new Recorder(journal);
      // once this is applied, the tailer follows and asks for its lease no more
      assertThat(tailer.awaitApplied(recorder.durable(samples.reported()), SOON)).isTrue();
      ledger.lease(journal.id(), journal.epoch(), UUID.randomUUID());
      Position end = recorder.durable(samples.reported());
      assertThat(tailer.awaitApplied(end, SOON)).isFalse();
      assertThat(tailer.lag().stopped()).isTrue();
      assertThat(tailer.lag().trouble()).contains("another process");
      assertThat(recorder.refused(samples.open())).contains("no longer owns its journal");
      assertThat(ledger.arrivals()).hasSize(1);
    }
  }

  @Test
  void a_copied_folder_is_refused() throws Exception {
    MemoryDisk copy;
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, ledger)) {
      assertThat(tailer.flush(SOON)).isTrue();
    }
    copy = disk.afterKill();
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, ledger);
        FileJournal copied = samples.open(copy, Sync.OS)) {
      assertThatThrownBy(() -> start(copied, ledger)).isInstanceOf(Fenced.class);
      assertThat(tailer.flush(SOON)).isTrue();
      assertThat(journal.failure()).isEmpty();
    }
  }

  @Test
  void a_process_that_died_before_it_could_lease_is_no_copy() {
    samples.open(disk, Sync.OS).close();
    samples.open(disk, Sync.OS).close();
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      start(journal, ledger).close();
      assertThat(journal.epoch()).isEqualTo(3);
    }
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      start(journal, ledger).close();
    }
  }

  @Test
  void a_ledger_that_is_somewhere_else_stops_it_and_nothing_is_entered() throws Exception {
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, ledger)) {
      ledger.apply(
          new LedgerStore.Batch(
              journal.id(), journal.epoch(), Position.START, new Position(1), List.of()));
      Position end = new Recorder(journal).durable(samples.reported());
      assertThat(tailer.awaitApplied(end, SOON)).isFalse();
      assertThat(tailer.lag().stopped()).isTrue();
      assertThat(ledger.arrivals()).isEmpty();
    }
  }

  @Test
  void a_ledger_that_is_ahead_of_the_journal_stops_the_start() {
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      ledger.lease(journal.id(), 0, UUID.randomUUID());
      ledger.apply(
          new LedgerStore.Batch(
              journal.id(), 1, Position.START, new Position(1_000_000), List.of()));
    }
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      assertThatThrownBy(() -> start(journal, ledger))
          .isInstanceOf(BadJournal.class)
          .hasMessageContaining("1000000");
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_ledger_that_is_put_back_under_load_gets_what_it_lacks_from_the_journal_once(long seed)
      throws Exception {
    Random random = new Random(seed);
    UnreliableStore store = new UnreliableStore(ledger, new Random(seed));
    List<MemoryLedgerStore> backups = new ArrayList<>(List.of(ledger.copy()));
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, store)) {
      Recorder recorder = new Recorder(journal);
      for (int i = 0; i < 60; i++) {
        recorder.durable(samples.reported());
        switch (random.nextInt(12)) {
          case 0 -> backups.add(ledger.copy());
          case 1 -> ledger.putBackTo(backups.get(random.nextInt(backups.size())));
          case 2 -> store.failFromNowOn();
          case 3 -> store.heal();
          default -> assertThat(tailer.lag().stopped()).isFalse();
        }
      }
      store.heal();
      // a restored ledger is noticed at the next call
      Position end = recorder.durable(samples.reported());
      assertThat(tailer.awaitApplied(end, SOON)).as("%s", tailer.lag()).isTrue();
      awaitHeldUpTo(end, journal);
    }
    assertExactlyOnce();
  }

  private void awaitHeldUpTo(Position end, FileJournal journal) {
    while (!ledger.applied(journal.id()).equals(end)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_ledger_that_is_put_back_to_before_this_process_is_leased_again() throws Exception {
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, ledger)) {
      assertThat(tailer.awaitApplied(new Recorder(journal).durable(samples.reported()), SOON))
          .isTrue();
    }
    MemoryLedgerStore ofTheEpochBefore = ledger.copy();
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, ledger)) {
      Recorder recorder = new Recorder(journal);
      assertThat(tailer.awaitApplied(recorder.durable(samples.reported()), SOON)).isTrue();
      ledger.putBackTo(ofTheEpochBefore);
      assertThat(tailer.awaitApplied(recorder.durable(samples.reported()), SOON)).isTrue();
      assertThat(tailer.lag().trouble()).isNull();
    }
    assertExactlyOnce();
  }

  @Test
  void a_copy_that_a_ledger_put_back_has_taken_is_not_joined_by_the_journal_it_was_made_of()
      throws Exception {
    MemoryLedgerStore empty = ledger.copy();
    samples.open(disk, Sync.OS).close();
    MemoryDisk copy = disk.afterKill();
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, ledger);
        FileJournal copied = samples.open(copy, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      assertThat(tailer.awaitApplied(recorder.durable(samples.reported()), SOON)).isTrue();
      ledger.putBackTo(empty);
      start(copied, ledger).close();
      Position end = recorder.durable(samples.reported());
      assertThat(tailer.awaitApplied(end, SOON)).isFalse();
      assertThat(tailer.lag().stopped()).isTrue();
      assertThat(recorder.refused(samples.open())).contains("no longer owns its journal");
      assertThat(ledger.arrivals()).isEmpty();
    }
  }

  @Test
  void where_the_journal_no_longer_holds_what_is_missing_nothing_is_counted_and_it_is_said()
      throws Exception {
    MemoryLedgerStore empty = ledger.copy();
    try (FileJournal journal = samples.open(disk, Sync.DISK);
        Tailer tailer = start(journal, ledger)) {
      Recorder recorder = new Recorder(journal);
      for (int i = 0; i < 100; i++) {
        recorder.durable(samples.reported());
      }
      assertThat(tailer.flush(SOON)).isTrue();
      samples.clock().advance(JournalSamples.SMALL.keep().plusSeconds(1));
      assertThat(tailer.awaitApplied(recorder.durable(samples.reported()), SOON)).isTrue();
      MemoryLedgerStore later = ledger.copy();
      awaitOneSegment();
      ledger.putBackTo(empty);
      Position end = recorder.durable(samples.reported());
      while (tailer.lag().trouble() == null) {
        Thread.onSpinWait();
      }
      assertThat(tailer.lag().trouble()).contains("put back to before what the journal keeps");
      assertThat(tailer.lag().stopped()).isFalse();
      assertThat(ledger.arrivals()).isEmpty();
      // calls are taken all the while, and a later backup heals it
      recorder.durable(samples.open());
      ledger.putBackTo(later);
      assertThat(tailer.awaitApplied(end, SOON)).isTrue();
      assertThat(ledger.arrivals()).hasSize(102);
    }
  }

  private void awaitOneSegment() throws IOException {
    while (JournalSamples.segments(disk).size() > 1) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_start_while_the_store_is_away_joins_it_when_it_is_back() throws Exception {
    Away store = new Away(ledger);
    store.away = true;
    try (FileJournal journal = samples.open(disk, Sync.OS);
        Tailer tailer = start(journal, store)) {
      Position end = new Recorder(journal).durable(samples.reported());
      samples.clock().advance(Duration.ofMinutes(3));
      assertThat(tailer.lag().trouble()).contains("cannot be reached");
      assertThat(tailer.lag().age()).isEqualTo(Duration.ofMinutes(3));
      assertThat(tailer.awaitApplied(end, Duration.ZERO)).isFalse();
      store.away = false;
      assertThat(tailer.awaitApplied(end, SOON)).isTrue();
      assertThat(tailer.lag()).isEqualTo(new Lag(0, Duration.ZERO, null, false));
    }
    assertExactlyOnce();
  }

  @Test
  void what_a_ledger_put_back_lacks_is_kept_while_it_is_brought_again() throws Exception {
    MemoryLedgerStore empty = ledger.copy();
    try (FileJournal journal = samples.open(disk, Sync.DISK);
        Tailer tailer = start(journal, ledger)) {
      Recorder recorder = new Recorder(journal);
      for (int i = 0; i < 100; i++) {
        recorder.durable(samples.reported());
      }
      assertThat(tailer.flush(SOON)).isTrue();
      List<String> kept = JournalSamples.segments(disk);
      samples.clock().advance(JournalSamples.SMALL.keep().minusSeconds(1));
      for (int times = 0; times < 2; times++) {
        ledger.putBackTo(empty);
        assertThat(tailer.awaitApplied(recorder.durable(samples.reported()), SOON)).isTrue();
        assertExactlyOnce();
      }
      assertThat(JournalSamples.segments(disk)).containsAll(kept);
    }
  }

  @Test
  void segments_go_as_the_ledger_comes_on() throws Exception {
    try (FileJournal journal = samples.open(disk, Sync.DISK);
        Tailer tailer = start(journal, ledger)) {
      Recorder recorder = new Recorder(journal);
      for (int i = 0; i < 100; i++) {
        recorder.durable(samples.reported());
      }
      assertThat(tailer.flush(SOON)).isTrue();
      int before = JournalSamples.segments(disk).size();
      samples.clock().advance(JournalSamples.SMALL.keep().plusSeconds(1));
      Position end = recorder.durable(samples.reported());
      assertThat(tailer.awaitApplied(end, SOON)).isTrue();
      tailer.close();
      assertThat(JournalSamples.segments(disk)).hasSizeLessThan(before).hasSize(1);
    }
  }

  /** Measured, not only checked: event to ledger on a real folder, one event at a time. */
  @Test
  void an_event_is_in_the_ledger_well_under_300_ms(@TempDir Path folder) throws Exception {
    int events = 60;
    long[] millis = new long[events];
    try (FileJournal journal = samples.open(new LocalDisk(folder), Sync.OS);
        Tailer tailer = Tailer.start(journal, ledger, TailerLimits.USUAL, samples.clock())) {
      Recorder recorder = new Recorder(journal);
      for (int i = 0; i < events; i++) {
        long begun = System.nanoTime();
        Position end = recorder.durable(samples.reported());
        assertThat(tailer.awaitApplied(end, SOON)).isTrue();
        millis[i] = Duration.ofNanos(System.nanoTime() - begun).toMillis();
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        "event to ledger: p50 %d ms, p95 %d ms, max %d ms%n",
        millis[events / 2], millis[events * 95 / 100], millis[events - 1]);
    assertThat(millis[events / 2]).isLessThan(300);
  }

  private Tailer start(FileJournal journal, LedgerStore store) {
    return Tailer.start(journal, store, FAST, samples.clock());
  }

  private void assertExactlyOnce() throws IOException {
    assertExactlyOnce(ledger.arrivals(), disk);
  }

  /** The ledger holds what the journal closed: as it was, in that order, once. */
  private static void assertExactlyOnce(List<Arrival> entries, MemoryDisk of) throws IOException {
    List<UsageEvent> closed = closed(of);
    assertThat(entries.stream().map(entry -> entry.event().id()).toList())
        .isEqualTo(closed.stream().map(UsageEvent::id).toList());
    assertThat(entries.stream().map(Arrival::event).toList()).isEqualTo(closed);
  }
}
