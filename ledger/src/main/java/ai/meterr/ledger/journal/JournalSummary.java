package ai.meterr.ledger.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a journal's folder. Read without taking the folder, so that people can look while
 * a node writes; every record's checksum is checked.
 *
 * @param end where the last whole record ends
 * @param openCalls calls that were begun and not ended: running ones, or what a killed process left
 */
public record JournalSummary(
    JournalId journal, long epoch, List<SegmentSummary> segments, Position end, int openCalls) {

  /**
   * @param bytes of its file, with space that is set aside for records to come
   * @param opens records of calls that began
   * @param closes records of calls that ended, and of events that programs reported
   */
  public record SegmentSummary(
      Position start, long epoch, Instant created, long bytes, long opens, long closes) {}

  public JournalSummary {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a folder; empty where it holds no journal.
   *
   * @throws BadJournal where a record that had been written in full is damaged or missing
   */
  public static Optional<JournalSummary> read(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      return new Reading(new LocalDisk(folder)).summary();
    } catch (NoSuchFileException deleted) {
      throw new BadJournal("a segment was deleted while it was read: look again");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the journal in " + folder, e);
    }
  }

  private static final class Reading {
    private final Disk disk;
    private final List<SegmentHeader> headers;
    private final List<SegmentSummary> done = new ArrayList<>();
    private final Set<CallKey> open = new HashSet<>();
    private @Nullable SegmentHeader current;
    private long opens;
    private long closes;

    Reading(Disk disk) throws IOException {
      this.disk = disk;
      this.headers = Segments.list(disk);
    }

    Optional<JournalSummary> summary() throws IOException {
      if (headers.isEmpty()) {
        return Optional.empty();
      }
      SegmentHeader last = headers.getLast();
      try (JournalReader reader = new JournalReader(disk, headers.getFirst().start())) {
        current = reader.segment();
        for (StoredRecord record = reader.next(); record != null; record = reader.next()) {
          if (!reader.segment().equals(current)) {
            leave(current);
            current = reader.segment();
          }
          count(record);
        }
        leave(reader.segment());
        if (reader.segment().start().compareTo(last.start()) < 0) {
          throw new BadJournal(
              reader.segment().name()
                  + ": the record at "
                  + reader.position().bytes()
                  + " is damaged");
        }
        return Optional.of(
            new JournalSummary(
                last.journal(), reader.segment().epoch(), done, reader.position(), open.size()));
      }
    }

    private void count(StoredRecord record) {
      if (record.endsCall()) {
        open.remove(record.call());
      }
      if (record.isClose()) {
        closes++;
      } else {
        opens++;
        open.add(record.call());
      }
    }

    private void leave(SegmentHeader header) throws IOException {
      try (Disk.File file = disk.open(header.name())) {
        done.add(
            new SegmentSummary(
                header.start(), header.epoch(), header.created(), file.size(), opens, closes));
      }
      opens = 0;
      closes = 0;
    }
  }
}
