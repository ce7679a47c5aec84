package ai.meterr.ledger.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a journal's folder tells about the process that wrote it last: where the journal ends, and
 * which calls it had open.
 *
 * @param last the newest segment
 * @param end where the journal ends
 * @param cutBytes what was torn behind the end, and is given up
 * @param open open records without a close record, in their order
 */
record Recovery(SegmentHeader last, Position end, long cutBytes, Map<CallKey, StoredRecord> open) {

  /**
   * Reads from the oldest call that was open when the newest segment was made: nothing before it
   * can still be open.
   *
   * @param segments all headers, at least one
   * @throws BadJournal where a record that had reached the disk is damaged
   */
  static Recovery scan(Disk disk, List<SegmentHeader> segments) throws IOException {
    SegmentHeader last = segments.getLast();
    Map<CallKey, StoredRecord> open = new LinkedHashMap<>();
    try (JournalReader reader = new JournalReader(disk, last.oldestOpen())) {
      StoredRecord record = reader.next();
      while (record != null) {
        if (record.endsCall()) {
          open.remove(record.call());
        } else if (!record.isClose()) {
          open.put(record.call(), record);
        }
        record = reader.next();
      }
      if (!reader.segment().equals(last)) {
        throw damaged(reader.segment(), reader.position());
      }
      Position end = reader.position();
      return new Recovery(last, end, tornBytes(disk, last, end), open);
    }
  }

  /**
   * What stands behind the last whole record was never on disk for certain, unless a later record
   * was written when it was: then the record at {@code end} was damaged afterwards.
   */
  private static long tornBytes(Disk disk, SegmentHeader last, Position end) throws IOException {
    ByteBuffer tail = tail(disk, last, end);
    long torn = 0;
    for (int at = 0; at < tail.limit(); at++) {
      if (tail.get(at) != 0) {
        torn = at + 1L;
        StoredRecord later = Frame.decode(tail, at, new Position(end.bytes() + at));
        if (later != null && later.synced().compareTo(end) > 0) {
          throw damaged(last, end);
        }
      }
    }
    return torn;
  }

  private static ByteBuffer tail(Disk disk, SegmentHeader last, Position end) throws IOException {
    try (Disk.File file = disk.open(last.name())) {
      long offset = end.bytes() - last.start().bytes();
      ByteBuffer tail = ByteBuffer.allocate(Math.toIntExact(Math.max(0, file.size() - offset)));
      file.read(tail, offset);
      return tail.flip();
    }
  }

  private static BadJournal damaged(SegmentHeader segment, Position at) {
    return new BadJournal(
        segment.name()
            + ": the record at "
            + at.bytes()
            + " is damaged, and it had been written in full");
  }

  /** Of the segment that goes on where this journal ends. */
  SegmentHeader nextHeader(Instant now) {
    Position oldestOpen = open.isEmpty() ? end : open.values().iterator().next().start();
    return new SegmentHeader(last.journal(), last.epoch() + 1, end, oldestOpen, now);
  }

  /** Gives up what was torn and the space that was set aside. */
  void cut(Disk disk) throws IOException {
    try (Disk.File file = disk.open(last.name())) {
      file.truncate(end.bytes() - last.start().bytes());
      file.sync();
    }
  }
}
