package ai.meterr.ledger.journal;

import ai.meterr.event.EventId;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.tenancy.OrganizationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a record stands in a segment. Big-endian, {@value #HEADER} bytes and then the event's id
 * (UTF-8) and its JSON:
 *
 * <pre>
 *  0  4  magic "MTRR"
 *  4  4  CRC-32C of everything from byte 8 to the frame's end
 *  8  4  length of the whole frame
 * 12  1  version
 * 13  1  kind: 1 open, 2 close, 3 close of a call that only fetched an answer made earlier, 4 report
 * 14  2  length of the id
 * 16  8  position of the frame's first byte in the journal
 * 24  8  up to where the journal was on disk when the frame was written
 * 32  8  when it was written, milliseconds since 1970
 * 40 16  organization
 * </pre>
 *
 * The id stands apart from the JSON so that recovery can pair opens and closes without reading any.
 */
final class Frame {
  static final int HEADER = 56;
  static final int LENGTH_MAX = 1 << 20;

  private static final int MAGIC = 0x4D54_5252;
  private static final byte VERSION = 1;
  private static final int CRC_AT = 4;
  private static final int CHECKED_FROM = 8;
  private static final int LENGTH_AT = 8;
  private static final int VERSION_AT = 12;
  private static final int KIND_AT = 13;
  private static final int ID_LENGTH_AT = 14;
  private static final int POSITION_AT = 16;
  private static final int SYNCED_AT = 24;
  private static final int WRITTEN_AT = 32;
  private static final int ORGANIZATION_AT = 40;

  private Frame() {}

  /** A frame that lacks what only the writer knows: {@link #stamp} adds it. */
  static byte[] encode(JournalRecord record) {
    return encode(
        Kind.of(record),
        record.organization(),
        record.event().id(),
        EventJson.write(record.event()));
  }

  static byte[] encode(Kind kind, OrganizationId organization, EventId id, byte[] event) {
    byte[] idBytes = id.value().getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[HEADER + idBytes.length + event.length];
    ByteBuffer.wrap(bytes)
        .putInt(0, MAGIC)
        .putInt(LENGTH_AT, bytes.length)
        .put(VERSION_AT, VERSION)
        .put(KIND_AT, kind.code)
        .putShort(ID_LENGTH_AT, (short) idBytes.length)
        .putLong(ORGANIZATION_AT, organization.value().getMostSignificantBits())
        .putLong(ORGANIZATION_AT + 8, organization.value().getLeastSignificantBits())
        .put(HEADER, idBytes)
        .put(HEADER + idBytes.length, event);
    return bytes;
  }

  /** Completes the frame that stands in the buffer from {@code at} to its end. */
  static void stamp(
      ByteBuffer buffer, int at, int length, Position position, Position synced, Instant written) {
    buffer.putLong(at + POSITION_AT, position.bytes());
    buffer.putLong(at + SYNCED_AT, synced.bytes());
    buffer.putLong(at + WRITTEN_AT, written.toEpochMilli());
    buffer.putInt(at + CRC_AT, crc(buffer, at, length));
  }

  /**
   * The length of the frame that claims to begin at {@code at}, or 0 where none does. The buffer
   * must hold {@value #HEADER} bytes from there.
   */
  static int lengthAt(ByteBuffer buffer, int at) {
    if (buffer.getInt(at) != MAGIC) {
      return 0;
    }
    int length = buffer.getInt(at + LENGTH_AT);
    return length >= HEADER && length <= LENGTH_MAX ? length : 0;
  }

  /**
   * The record that stands in the buffer at {@code at}, or null where that is no whole, undamaged
   * frame written for this position.
   *
   * @throws BadJournal where it is whole but of a version that this one cannot read
   */
  static @Nullable StoredRecord decode(ByteBuffer buffer, int at, Position position) {
    if (buffer.limit() - at < HEADER) {
      return null;
    }
    int length = lengthAt(buffer, at);
    if (length == 0
        || buffer.limit() - at < length
        || buffer.getLong(at + POSITION_AT) != position.bytes()
        || buffer.getInt(at + CRC_AT) != crc(buffer, at, length)) {
      return null;
    }
    if (buffer.get(at + VERSION_AT) != VERSION) {
      throw new BadJournal(
          "a record at "
              + position.bytes()
              + " was written in version "
              + buffer.get(at + VERSION_AT));
    }
    byte[] id = new byte[Short.toUnsignedInt(buffer.getShort(at + ID_LENGTH_AT))];
    buffer.get(at + HEADER, id);
    byte[] event = new byte[length - HEADER - id.length];
    buffer.get(at + HEADER + id.length, event);
    return new StoredRecord(
        position,
        new Position(position.bytes() + length),
        new Position(buffer.getLong(at + SYNCED_AT)),
        Instant.ofEpochMilli(buffer.getLong(at + WRITTEN_AT)),
        Kind.of(buffer.get(at + KIND_AT)),
        new OrganizationId(
            new UUID(
                buffer.getLong(at + ORGANIZATION_AT), buffer.getLong(at + ORGANIZATION_AT + 8))),
        new EventId(new String(id, StandardCharsets.UTF_8)),
        event);
  }

  private static int crc(ByteBuffer buffer, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.duplicate().limit(at + length).position(at + CHECKED_FROM));
    return (int) crc.getValue();
  }

  enum Kind {
    OPEN(1),
    CLOSE(2),
    LOOK_BACK(3),
    REPORT(4);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    static Kind of(JournalRecord record) {
      return switch (record) {
        case JournalRecord.Open open -> OPEN;
        case JournalRecord.Close close -> close.looksBack() ? LOOK_BACK : CLOSE;
        case JournalRecord.Report report -> REPORT;
      };
    }

    private static Kind of(byte code) {
      return switch (code) {
        case 1 -> OPEN;
        case 2 -> CLOSE;
        case 3 -> LOOK_BACK;
        case 4 -> REPORT;
        default -> throw new BadJournal("no kind of record has the code " + code);
      };
    }
  }
}
