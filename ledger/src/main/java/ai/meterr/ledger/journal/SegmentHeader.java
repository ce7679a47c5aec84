package ai.meterr.ledger.journal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of a segment. Big-endian: magic 8, CRC-32C of what follows 4,
 * version 4, journal 16, epoch 8, start 8, oldest open 8, created 8.
 *
 * @param start where the segment begins in the journal; the segment before ends there
 * @param oldestOpen every call that was open when the segment was made has its open record here or
 *     later: recovery begins here
 */
record SegmentHeader(
    JournalId journal, long epoch, Position start, Position oldestOpen, Instant created) {
  static final int BYTES = 64;
  private static final long MAGIC = 0x4D54_524A_524E_4C0AL; // "MTRJRNL\n"
  private static final int VERSION = 1;
  private static final int CHECKED_FROM = 12;
  private static final String SUFFIX = ".segment";

  /** Twenty digits, so that names sort as positions do. */
  static String nameOf(Position start) {
    return String.format("%020d%s", start.bytes(), SUFFIX);
  }

  static boolean isName(String name) {
    return name.endsWith(SUFFIX);
  }

  String name() {
    return nameOf(start);
  }

  /** Where its first record begins. */
  Position firstRecord() {
    return new Position(start.bytes() + BYTES);
  }

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putInt(0).putInt(VERSION);
    bytes.putLong(journal.value().getMostSignificantBits());
    bytes.putLong(journal.value().getLeastSignificantBits());
    bytes.putLong(epoch).putLong(start.bytes()).putLong(oldestOpen.bytes());
    bytes.putLong(created.toEpochMilli());
    return bytes.putInt(8, crc(bytes)).flip();
  }

  /**
   * @param name of the file, for messages
   * @throws BadJournal where the bytes are no header that this version can read
   */
  static SegmentHeader decode(ByteBuffer bytes, String name) {
    if (bytes.remaining() < BYTES || bytes.getLong(0) != MAGIC || bytes.getInt(8) != crc(bytes)) {
      throw new BadJournal(name + ": the header is damaged");
    }
    int version = bytes.getInt(12);
    if (version != VERSION) {
      throw new BadJournal(name + ": written in version " + version + ", this reads " + VERSION);
    }
    SegmentHeader header =
        new SegmentHeader(
            new JournalId(new UUID(bytes.getLong(16), bytes.getLong(24))),
            bytes.getLong(32),
            new Position(bytes.getLong(40)),
            new Position(bytes.getLong(48)),
            Instant.ofEpochMilli(bytes.getLong(56)));
    if (!header.name().equals(name)) {
      throw new BadJournal(name + ": the header says " + header.name());
    }
    return header;
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(CHECKED_FROM).limit(BYTES));
    return (int) crc.getValue();
  }
}
