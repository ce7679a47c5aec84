package ai.meterr.ledger.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that is being written. Its file is longer than what it holds: the rest is zeros that
 * were written beforehand, because space that is only promised is not space.
 */
final class Segment implements AutoCloseable {
  private static final int ZEROS = 1 << 16;

  private final SegmentHeader header;
  private final Disk.File file;
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);

  /** Up to where the file is there to be written, as a position in the journal. */
  private long allocated;

  private Segment(SegmentHeader header, Disk.File file) {
    this.header = header;
    this.file = file;
    this.allocated = header.start().bytes();
  }

  /**
   * Makes a segment with room for {@code bytes}, on disk when this returns; a segment has its name
   * only when it is whole.
   */
  static Segment create(Disk disk, SegmentHeader header, long bytes) throws IOException {
    String unfinished = header.name() + UNFINISHED;
    Disk.File file = disk.create(unfinished);
    Segment segment = new Segment(header, file);
    try {
      segment.allocate(header.start().bytes() + bytes);
      segment.write(header.encode(), header.start());
      segment.sync();
      disk.rename(unfinished, header.name());
      disk.syncNames();
      return segment;
    } catch (IOException e) {
      file.close();
      remove(disk, unfinished);
      throw e;
    }
  }

  private static final String UNFINISHED = ".new";

  /** Removes what a process that died left of a segment in the making. */
  static void removeUnfinished(Disk disk) throws IOException {
    for (String name : disk.names()) {
      if (name.endsWith(UNFINISHED)) {
        disk.delete(name);
      }
    }
  }

  private static void remove(Disk disk, String name) throws IOException {
    if (disk.names().contains(name)) {
      disk.delete(name);
    }
  }

  SegmentHeader header() {
    return header;
  }

  boolean hasRoomUpTo(long position) {
    return position <= allocated;
  }

  /** Makes room; where this throws, what was there before is still there. */
  void allocate(long upTo) throws IOException {
    while (allocated < upTo) {
      zeros.clear().limit((int) Math.min(ZEROS, upTo - allocated));
      int length = zeros.remaining();
      file.write(zeros, allocated - header.start().bytes());
      allocated += length;
    }
  }

  void write(ByteBuffer bytes, Position at) throws IOException {
    file.write(bytes, at.bytes() - header.start().bytes());
  }

  void sync() throws IOException {
    file.sync();
  }

  /** Ends the segment and gives back what it did not use. */
  void seal(Position end) throws IOException {
    file.truncate(end.bytes() - header.start().bytes());
    file.close();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
