package ai.meterr.ledger.journal;

import static ai.meterr.ledger.journal.JournalSamples.closed;
import static ai.meterr.ledger.journal.JournalSamples.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.event.UsageEvent;
import ai.meterr.testkit.FaultyDisk;
import ai.meterr.testkit.MemoryDisk;
import ai.meterr.testkit.Recorder;
import ai.meterr.testkit.Recorder.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullDiskTest {
  private final JournalSamples samples = new JournalSamples(3);
  private final MemoryDisk memory = new MemoryDisk();
  private final FaultyDisk disk = new FaultyDisk(memory);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_full_disk_refuses_opens_and_never_the_close_of_an_open_call(long seed) throws IOException {
    Random random = new Random(seed);
    List<UsageEvent> ended = new ArrayList<>();
    List<JournalRecord.Open> open = new ArrayList<>();
    int refused = 0;
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      disk.free(random.nextInt(100_000));
      for (int i = 0; i < 400; i++) {
        if (open.isEmpty() || random.nextInt(3) > 0) {
          JournalRecord.Open next = samples.open();
          Outcome outcome = Recorder.await(recorder.append(next));
          if (outcome.refusal() == null) {
            open.add(next);
          } else {
            assertThat(outcome.refusal()).contains("full");
            refused++;
          }
        } else {
          ended.add(close(recorder, open.remove(random.nextInt(open.size()))));
        }
        samples.clock().advance(Duration.ofMillis(random.nextInt(100)));
      }
      for (JournalRecord.Open rest : open) {
        ended.add(close(recorder, rest));
      }
    }
    assertThat(refused).isPositive();
    assertThat(closed(memory)).containsExactlyElementsOf(ended);
  }

  private UsageEvent close(Recorder recorder, JournalRecord.Open open) {
    JournalRecord.Close close = samples.close(open);
    recorder.durable(close);
    return close.event();
  }

  @Test
  void when_there_is_room_again_calls_are_taken_again() {
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      disk.free(0);
      String refusal = null;
      while (refusal == null) {
        refusal = Recorder.await(recorder.append(samples.open())).refusal();
      }
      assertThat(refusal).contains("full");
      disk.free(1 << 20);
      samples.clock().advance(Duration.ofSeconds(1));
      recorder.durable(samples.open());
      assertThat(journal.failure()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void however_often_it_fills_up_nothing_that_was_taken_is_missing(long seed) throws IOException {
    Random random = new Random(seed);
    List<UsageEvent> ended = new ArrayList<>();
    List<JournalRecord.Open> open = new ArrayList<>();
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      for (int time = 0; time < 5; time++) {
        disk.free(random.nextInt(50_000));
        JournalRecord.Open next = samples.open();
        while (Recorder.await(recorder.append(next)).refusal() == null) {
          open.add(next);
          next = samples.open();
        }
        for (int closes = random.nextInt(open.size() + 1); closes > 0; closes--) {
          ended.add(close(recorder, open.remove(random.nextInt(open.size()))));
        }
        disk.free(8 << 20);
        samples.clock().advance(Duration.ofSeconds(1));
        open.add(samples.open());
        recorder.durable(open.getLast());
      }
      for (JournalRecord.Open rest : open) {
        ended.add(close(recorder, rest));
      }
      assertThat(journal.failure()).isEmpty();
    }
    assertThat(closed(memory)).containsExactlyElementsOf(ended);
  }

  @Test
  void a_reported_event_has_nothing_set_aside_and_is_refused() {
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      disk.free(0);
      String refusal = null;
      while (refusal == null) {
        refusal = Recorder.await(recorder.append(samples.reported())).refusal();
      }
      assertThat(refusal).contains("full");
    }
  }

  @Test
  void a_segment_that_cannot_be_followed_grows_on() throws IOException {
    List<UsageEvent> ended = new ArrayList<>();
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      List<JournalRecord.Open> open = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        open.add(samples.open());
        recorder.durable(open.getLast());
      }
      int before = segments(memory).size();
      disk.free(0);
      for (JournalRecord.Open call : open) {
        ended.add(close(recorder, call));
      }
      assertThat(segments(memory)).hasSize(before);
      disk.free(1 << 20);
      samples.clock().advance(Duration.ofSeconds(1));
      recorder.durable(samples.open());
      assertThat(segments(memory)).hasSize(before + 1);
    }
    assertThat(closed(memory)).containsExactlyElementsOf(ended);
  }

  @Test
  void a_disk_that_is_full_at_the_start_stops_it_and_leaves_the_journal_whole() throws IOException {
    List<UsageEvent> ended = new ArrayList<>();
    try (FileJournal journal = samples.open(disk, Sync.OS)) {
      Recorder recorder = new Recorder(journal);
      JournalRecord.Open open = samples.open();
      recorder.durable(open);
      ended.add(close(recorder, open));
    }
    disk.free(0);
    assertThatThrownBy(() -> samples.open(disk, Sync.OS))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("No space left on device");
    disk.free(1 << 20);
    samples.open(disk, Sync.OS).close();
    assertThat(closed(memory)).containsExactlyElementsOf(ended);
  }
}
