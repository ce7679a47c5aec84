package ai.meterr.ledger.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames into the current segment and keeps the books of its space. One thread at a time,
 * except {@link #sync}.
 *
 * <p>The invariant: behind the end there is always room for the close record of every open call. An
 * open record is taken only if that still holds with it; a close record uses the room of its own
 * call. So a disk that fills up stops opens, never closes.
 */
final class Appender {
  private static final int BATCH_BYTES = 2 * Frame.LENGTH_MAX;

  /**
   * By how much a close record may be longer than its open record: usage, a receipt of some twenty
   * lines, what the answer told. Longer ones take from the slack.
   */
  static final int CLOSE_GROWTH_BYTES = 4096;

  /** A disk that was full is not asked again at every call. */
  private static final Duration FULL_RETRY = Duration.ofSeconds(1);

  private static final String FULL = "the journal's disk is full";

  private final Disk disk;
  private final JournalLimits limits;
  private final Progress progress;
  private final SegmentShelf shelf;
  private final InstantSource clock;
  private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
  private final Map<CallKey, OpenCall> open = new LinkedHashMap<>();
  private final Lock segmentLock = new ReentrantLock();
  private Segment segment;

  /** Where the journal ends once the batch is written. */
  private long end;

  /** Bytes set aside for the closes of {@link #open}. */
  private long reserved;

  private Instant fullUntil = Instant.MIN;

  private record OpenCall(Position start, int reservedBytes) {}

  Appender(
      Disk disk,
      JournalLimits limits,
      Progress progress,
      SegmentShelf shelf,
      Segment segment,
      InstantSource clock) {
    this.disk = disk;
    this.limits = limits;
    this.progress = progress;
    this.shelf = shelf;
    this.segment = segment;
    this.end = segment.header().firstRecord().bytes();
    this.clock = clock;
  }

  /**
   * Closes what the process before left open; on disk when this returns. The segment was made with
   * room for it.
   */
  void closeInterrupted(List<StoredRecord> opens) throws IOException {
    for (StoredRecord record : opens) {
      if (!hasBatchRoom()) {
        write();
      }
      String refusal = addClose(record.call(), record.closingFrame());
      if (refusal != null) {
        throw new IOException(refusal);
      }
    }
    write();
    sync();
  }

  /** Whether another frame, however long, fits into the batch. */
  boolean hasBatchRoom() {
    return batch.remaining() >= Frame.LENGTH_MAX;
  }

  Position end() {
    return new Position(end);
  }

  /**
   * Adds a frame to the batch, which must have room.
   *
   * @return null, or why the frame is refused
   */
  @Nullable String add(Frame.Kind kind, CallKey call, byte[] frame) throws IOException {
    if (frame.length > Frame.LENGTH_MAX) {
      return "a record of " + frame.length + " bytes is too long";
    }
    if (batch.position() == 0) {
      followSegmentIfFull();
    }
    return switch (kind) {
      case OPEN -> addOpen(call, frame);
      case CLOSE, LOOK_BACK -> addClose(call, frame);
      case REPORT -> addReport(frame);
    };
  }

  private @Nullable String addOpen(CallKey call, byte[] frame) {
    if (open.containsKey(call)) {
      return "the call is open already";
    }
    int reserve = frame.length + CLOSE_GROWTH_BYTES;
    if (!makeRoomUpTo(end + frame.length + reserve + reserved + limits.slackBytes())) {
      return FULL;
    }
    open.put(call, new OpenCall(end(), reserve));
    reserved += reserve;
    put(frame);
    return null;
  }

  private @Nullable String addClose(CallKey call, byte[] frame) {
    OpenCall opened = open.get(call);
    long others = opened == null ? reserved : reserved - opened.reservedBytes();
    int slack = opened == null ? limits.slackBytes() : 0;
    if (!makeRoomUpTo(end + frame.length + others + slack)) {
      return opened == null ? FULL : FULL + ", and the close record longer than what was set aside";
    }
    if (opened != null) {
      open.remove(call);
      reserved = others;
    }
    put(frame);
    return null;
  }

  private @Nullable String addReport(byte[] frame) {
    if (!makeRoomUpTo(end + frame.length + reserved + limits.slackBytes())) {
      return FULL;
    }
    put(frame);
    return null;
  }

  private void put(byte[] frame) {
    int at = batch.position();
    batch.put(frame);
    Frame.stamp(batch, at, frame.length, end(), progress.synced(), clock.instant());
    end += frame.length;
  }

  private boolean makeRoomUpTo(long position) {
    if (segment.hasRoomUpTo(position)) {
      return true;
    }
    if (clock.instant().isBefore(fullUntil)) {
      return false;
    }
    try {
      segment.allocate(position + limits.allocationBytes());
      return true;
    } catch (IOException full) {
      fullUntil = clock.instant().plus(FULL_RETRY);
      return segment.hasRoomUpTo(position);
    }
  }

  /** Writes the batch. A failure is final: how much of it reached the file is not known. */
  void write() throws IOException {
    int length = batch.position();
    if (length > 0) {
      segment.write(batch.flip(), new Position(end - length));
      batch.clear();
      progress.writtenUpTo(end());
    }
  }

  /** Brings what is written onto the disk. Any thread may call it. */
  void sync() throws IOException {
    segmentLock.lock();
    try {
      Position written = progress.written();
      segment.sync();
      progress.syncedUpTo(written);
    } finally {
      segmentLock.unlock();
    }
  }

  /**
   * Goes on in a new segment once this one is long enough. The reserve must be there before the old
   * segment is left; on a full disk the old one simply grows on, in its own reserve.
   */
  private void followSegmentIfFull() throws IOException {
    boolean due = end - segment.header().start().bytes() >= limits.segmentBytes();
    if (!due || clock.instant().isBefore(fullUntil)) {
      return;
    }
    sync();
    Segment next;
    try {
      next = Segment.create(disk, nextHeader(), roomForNext());
    } catch (IOException full) {
      fullUntil = clock.instant().plus(FULL_RETRY);
      return;
    }
    segmentLock.lock();
    try {
      segment.seal(end());
      segment = next;
      end = next.header().firstRecord().bytes();
      progress.writtenUpTo(end());
      progress.syncedUpTo(end());
    } finally {
      segmentLock.unlock();
    }
    shelf.add(next.header());
  }

  private SegmentHeader nextHeader() {
    SegmentHeader current = segment.header();
    Position oldestOpen = open.isEmpty() ? end() : open.values().iterator().next().start();
    return new SegmentHeader(
        current.journal(), current.epoch(), end(), oldestOpen, clock.instant());
  }

  private long roomForNext() {
    return SegmentHeader.BYTES + reserved + limits.slackBytes() + limits.allocationBytes();
  }

  /** Ends the segment: everything must be written. */
  void seal() throws IOException {
    segmentLock.lock();
    try {
      segment.seal(end());
    } finally {
      segmentLock.unlock();
    }
  }

  /** Leaves the segment as it is: recovery will see what reached it. */
  void abandon() throws IOException {
    segmentLock.lock();
    try {
      segment.close();
    } finally {
      segmentLock.unlock();
    }
  }
}
