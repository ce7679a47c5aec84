package ai.meterr.ledger.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal from a position on, also while it is written. Not safe for use by several
 * threads.
 */
public final class JournalReader implements Closeable {
  private static final int WINDOW = 1 << 16;
  private static final Position END = new Position(Long.MAX_VALUE);

  private final Disk disk;
  private final ByteBuffer window = ByteBuffer.allocate(Frame.LENGTH_MAX);
  private SegmentHeader segment;
  private Disk.File file;
  private Position position;

  /** Position of the window's first byte. */
  private long windowStart;

  /**
   * @param from where a record or a segment begins: the journal's start, or the end of a record
   * @throws RecordsGone where the journal no longer keeps what stood there
   */
  public JournalReader(Disk disk, Position from) {
    this.disk = disk;
    try {
      String name = nameOfSegmentWith(from);
      this.file = disk.open(name);
      this.segment = Segments.header(file, name);
    } catch (IOException e) {
      throw cannotRead(e);
    }
    this.position = from.equals(segment.start()) ? segment.firstRecord() : from;
    emptyWindow();
  }

  private String nameOfSegmentWith(Position from) throws IOException {
    String last = SegmentHeader.nameOf(from);
    List<String> names = Segments.names(disk);
    return names.stream()
        .filter(name -> name.compareTo(last) <= 0)
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new RecordsGone(from, names.isEmpty() ? "nowhere" : names.getFirst()));
  }

  /** Where the next record begins, or would begin. */
  public Position position() {
    return position;
  }

  /** The segment that {@link #position} lies in. */
  SegmentHeader segment() {
    return segment;
  }

  /**
   * The next record before {@code limit}, or null where there is none.
   *
   * @param limit up to where the journal is known to be written
   * @throws BadJournal where what should stand before {@code limit} is damaged
   */
  public @Nullable StoredRecord next(Position limit) {
    StoredRecord record = nextBefore(limit);
    if (record == null && position.compareTo(limit) < 0) {
      throw new BadJournal(segment.name() + ": the record at " + position.bytes() + " is damaged");
    }
    return record;
  }

  /**
   * The next record, or null where no whole record follows: the journal ends here, or is torn or
   * damaged.
   */
  public @Nullable StoredRecord next() {
    return nextBefore(END);
  }

  /** The limit may lie at a segment's first record, which the way from the one before leads to. */
  private @Nullable StoredRecord nextBefore(Position limit) {
    try {
      StoredRecord record = null;
      boolean more = true;
      while (record == null && more && position.compareTo(limit) < 0) {
        record = recordHere();
        more = record != null || enterNextSegment();
      }
      if (record != null) {
        position = record.end();
      }
      return record;
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  private @Nullable StoredRecord recordHere() throws IOException {
    StoredRecord record = recordInWindow();
    if (record != null) {
      return record;
    }
    // beyond the window, or written since the window was read
    fillWindow(WINDOW);
    int length = window.limit() < Frame.HEADER ? 0 : Frame.lengthAt(window, 0);
    if (length > window.limit()) {
      fillWindow(length);
    }
    return recordInWindow();
  }

  private @Nullable StoredRecord recordInWindow() {
    long at = position.bytes() - windowStart;
    return at < 0 || at >= window.limit() ? null : Frame.decode(window, (int) at, position);
  }

  private void fillWindow(int bytes) throws IOException {
    windowStart = position.bytes();
    window.clear().limit(bytes);
    file.read(window, windowStart - segment.start().bytes());
    window.flip();
  }

  private boolean enterNextSegment() throws IOException {
    String next = SegmentHeader.nameOf(position);
    if (!disk.names().contains(next)) {
      return false;
    }
    file.close();
    file = disk.open(next);
    segment = Segments.header(file, next);
    position = segment.firstRecord();
    emptyWindow();
    return true;
  }

  private void emptyWindow() {
    windowStart = position.bytes();
    window.clear().limit(0);
  }

  private UncheckedIOException cannotRead(IOException e) {
    return new UncheckedIOException("cannot read the journal in " + disk, e);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }
}
