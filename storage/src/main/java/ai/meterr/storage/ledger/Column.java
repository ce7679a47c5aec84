package ai.meterr.storage.ledger;

import ai.meterr.storage.database.DatabaseTime;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.postgresql.util.ByteConverter;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * One column of many rows as an array parameter, for {@code unnest}: written once, in PostgreSQL's
 * binary format, where the driver would make text of each value and of the whole again. The
 * connections say which types of array may travel so.
 */
final class Column {
  private static final int HEADER = 20;
  private static final int COUNT_AT = 12;
  private static final int FIRST_ROOM = 4096;

  private final Type type;
  private byte[] bytes = new byte[FIRST_ROOM];
  private int length = HEADER;
  private int count;

  /** Object ids of the elements' types: they are PostgreSQL's own and never change. */
  private enum Type {
    INT2("_int2", 21),
    INT8("_int8", 20),
    TEXT("_text", 25),
    JSON("_json", 114),
    TIMES("_timestamptz", 1184),
    BYTES("_bytea", 17),
    UUIDS("_uuid", 2950);

    private final String array;
    private final int element;

    Type(String array, int element) {
      this.array = array;
      this.element = element;
    }
  }

  private Column(Type type) {
    this.type = type;
  }

  static Column int2() {
    return new Column(Type.INT2);
  }

  static Column int8() {
    return new Column(Type.INT8);
  }

  static Column text() {
    return new Column(Type.TEXT);
  }

  static Column json() {
    return new Column(Type.JSON);
  }

  static Column times() {
    return new Column(Type.TIMES);
  }

  static Column bytes() {
    return new Column(Type.BYTES);
  }

  static Column uuids() {
    return new Column(Type.UUIDS);
  }

  void addSmall(int value) {
    int at = element(Short.BYTES);
    ByteConverter.int2(bytes, at, value);
  }

  void add(long value) {
    int at = element(Long.BYTES);
    ByteConverter.int8(bytes, at, value);
  }

  void add(String text) {
    add(text.getBytes(StandardCharsets.UTF_8));
  }

  void add(UUID value) {
    int at = element(2 * Long.BYTES);
    ByteConverter.int8(bytes, at, value.getMostSignificantBits());
    ByteConverter.int8(bytes, at + Long.BYTES, value.getLeastSignificantBits());
  }

  void add(Instant time) {
    add(DatabaseTime.micros(time));
  }

  /** Text in UTF-8, or another value as it travels. */
  void add(byte[] value) {
    int at = element(value.length);
    System.arraycopy(value, 0, bytes, at, value.length);
  }

  /** Room for one more element; returns where it begins. */
  private int element(int size) {
    int at = length + Integer.BYTES;
    if (at + size > bytes.length) {
      bytes = java.util.Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + size));
    }
    ByteConverter.int4(bytes, length, size);
    length = at + size;
    count++;
    return at;
  }

  void bind(PreparedStatement statement, int index) throws SQLException {
    ByteConverter.int4(bytes, 0, count == 0 ? 0 : 1); // dimensions
    ByteConverter.int4(bytes, 4, 0); // no element is null
    ByteConverter.int4(bytes, 8, type.element);
    ByteConverter.int4(bytes, COUNT_AT, count);
    ByteConverter.int4(bytes, COUNT_AT + Integer.BYTES, 1); // the first one's index
    statement.setObject(index, new Parameter(type.array, bytes, count == 0 ? COUNT_AT : length));
  }

  /** How the driver takes bytes that are a parameter already. */
  private static final class Parameter extends PGobject implements PGBinaryObject {
    private static final long serialVersionUID = 1;

    private final transient byte[] bytes;
    private final int length;

    Parameter(String type, byte[] bytes, int length) {
      this.type = type;
      this.bytes = bytes;
      this.length = length;
    }

    @Override
    public int lengthInBytes() {
      return length;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
      System.arraycopy(bytes, 0, target, offset, length);
    }

    /** The driver asks for text where a type may not travel in binary. */
    @Override
    public String getValue() {
      throw new IllegalStateException(type + " may not travel in binary on this connection");
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
      throw new UnsupportedOperationException("it is only ever sent");
    }
  }
}
