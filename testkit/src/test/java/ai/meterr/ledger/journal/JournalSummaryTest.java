package ai.meterr.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.ledger.journal.JournalSummary.SegmentSummary;
import ai.meterr.testkit.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSummaryTest {
  private final JournalSamples samples = new JournalSamples(11);

  @TempDir Path folder;

  @Test
  void a_folder_without_a_journal_has_no_summary_and_gets_no_file() throws IOException {
    assertThat(JournalSummary.read(folder)).isEmpty();
    assertThat(JournalSummary.read(folder.resolve("not there"))).isEmpty();
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void it_counts_what_was_begun_and_ended_while_the_journal_is_written() throws IOException {
    try (FileJournal journal = samples.open(new LocalDisk(folder), Sync.DISK)) {
      Recorder recorder = new Recorder(journal);
      for (int call = 0; call < 60; call++) {
        JournalRecord.Open open = samples.open();
        recorder.durable(open);
        if (call < 57) {
          recorder.durable(samples.close(open));
        }
      }
      JournalSummary summary = JournalSummary.read(folder).orElseThrow();
      assertThat(summary.journal()).isEqualTo(journal.id());
      assertThat(summary.epoch()).isEqualTo(journal.epoch());
      assertThat(summary.end()).isEqualTo(journal.written());
      assertThat(summary.openCalls()).isEqualTo(3);
      List<SegmentSummary> segments = summary.segments();
      assertThat(segments).hasSizeGreaterThan(1);
      assertThat(segments.stream().mapToLong(SegmentSummary::opens).sum()).isEqualTo(60);
      assertThat(segments.stream().mapToLong(SegmentSummary::closes).sum()).isEqualTo(57);
    }
  }

  @Test
  void a_damaged_record_before_the_last_segment_is_told() throws IOException {
    try (FileJournal journal = samples.open(new LocalDisk(folder), Sync.DISK)) {
      Recorder recorder = new Recorder(journal);
      for (int call = 0; call < 60; call++) {
        recorder.durable(samples.open());
      }
    }
    Path first = folder.resolve(SegmentHeader.nameOf(Position.START));
    byte[] bytes = Files.readAllBytes(first);
    bytes[SegmentHeader.BYTES + 50] ^= 1;
    Files.write(first, bytes);
    assertThatThrownBy(() -> JournalSummary.read(folder))
        .isInstanceOf(BadJournal.class)
        .hasMessageContaining("damaged");
  }
}
