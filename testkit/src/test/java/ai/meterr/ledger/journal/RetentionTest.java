package ai.meterr.ledger.journal;

import static ai.meterr.ledger.journal.JournalSamples.SMALL;
import static ai.meterr.ledger.journal.JournalSamples.interrupted;
import static ai.meterr.ledger.journal.JournalSamples.records;
import static ai.meterr.ledger.journal.JournalSamples.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.testkit.MemoryDisk;
import ai.meterr.testkit.Recorder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Duration LONGER = SMALL.keep().plusSeconds(1);

  private final JournalSamples samples = new JournalSamples(4);
  private final MemoryDisk disk = new MemoryDisk();

  @Test
  void a_segment_goes_when_it_is_applied_and_old_enough() throws IOException {
    try (FileJournal journal = samples.open(disk, Sync.DISK)) {
      fill(journal);
      List<String> before = segments(disk);
      journal.applied(journal.written());
      assertThat(segments(disk)).as("applied, but young").isEqualTo(before);
      samples.clock().advance(LONGER);
      journal.applied(journal.written());
      assertThat(segments(disk)).containsExactly(before.getLast());
    }
  }

  @Test
  void a_segment_that_is_not_applied_stays_however_old_it_is() throws IOException {
    try (FileJournal journal = samples.open(disk, Sync.DISK)) {
      fill(journal);
      List<String> before = segments(disk);
      Position inTheThird = new Position(Long.parseLong(before.get(2).substring(0, 20)) + 1);
      samples.clock().advance(LONGER);
      journal.applied(inTheThird);
      assertThat(segments(disk)).isEqualTo(before.subList(2, before.size()));
      assertThatThrownBy(() -> journal.readFrom(Position.START))
          .isInstanceOf(BadJournal.class)
          .isInstanceOf(RecordsGone.class);
    }
  }

  @Test
  void a_segment_with_the_open_record_of_a_call_that_has_not_ended_stays() throws IOException {
    JournalRecord.Open left = samples.open();
    try (FileJournal journal = samples.open(disk, Sync.DISK)) {
      new Recorder(journal).durable(left);
      fill(journal);
      List<String> before = segments(disk);
      samples.clock().advance(LONGER);
      journal.applied(journal.written());
      assertThat(segments(disk)).isEqualTo(before);
    }
    samples.open(disk, Sync.DISK).close();
    assertThat(records(disk).getLast()).isEqualTo(interrupted(left));
  }

  @Test
  void past_the_largest_size_applied_segments_go_at_once() throws IOException {
    JournalLimits tight =
        new JournalLimits(
            SMALL.segmentBytes(),
            SMALL.allocationBytes(),
            SMALL.slackBytes(),
            SMALL.waitingMax(),
            SMALL.keep(),
            3 * SMALL.segmentBytes());
    try (FileJournal journal =
        FileJournal.open(disk, Sync.DISK, tight, samples.clock(), UUID::randomUUID)) {
      fill(journal);
      assertThat(segments(disk)).hasSizeGreaterThan(4);
      journal.applied(journal.written());
      assertThat(segments(disk)).hasSize(3);
    }
  }

  @Test
  void what_may_go_is_known_after_a_restart_too() throws IOException {
    try (FileJournal journal = samples.open(disk, Sync.DISK)) {
      fill(journal);
    }
    samples.clock().advance(LONGER);
    try (FileJournal journal = samples.open(disk, Sync.DISK)) {
      samples.clock().advance(LONGER);
      journal.applied(journal.written());
      assertThat(segments(disk)).hasSize(1);
    }
    assertThat(records(disk)).isEmpty();
  }

  /** Several segments of events. */
  private void fill(FileJournal journal) {
    Recorder recorder = new Recorder(journal);
    for (int i = 0; i < 150; i++) {
      recorder.durable(samples.reported());
    }
  }
}
