package ai.meterr.control.export.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Parquet's headers and footer are Thrift structs in the <a
 * href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">compact
 * protocol</a>. Fields are written in rising order of their ids.
 */
final class ThriftCompact {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Deque<Integer> outer = new ArrayDeque<>();
  private int last;

  /** A struct of its own, with its end. */
  static byte[] struct(Consumer<ThriftCompact> fields) {
    ThriftCompact thrift = new ThriftCompact();
    fields.accept(thrift);
    thrift.bytes.write(0);
    return thrift.bytes.toByteArray();
  }

  void i32(int id, int value) {
    field(id, I32);
    zigzag(value);
  }

  void i64(int id, long value) {
    field(id, I64);
    zigzag(value);
  }

  void bool(int id, boolean value) {
    field(id, value ? TRUE : FALSE);
  }

  void text(int id, String value) {
    field(id, BINARY);
    binary(value);
  }

  void struct(int id, Consumer<ThriftCompact> fields) {
    field(id, STRUCT);
    nested(fields);
  }

  void numbers(int id, int... values) {
    field(id, LIST);
    listOf(I32, values.length);
    for (int value : values) {
      zigzag(value);
    }
  }

  void texts(int id, List<String> values) {
    field(id, LIST);
    listOf(BINARY, values.size());
    values.forEach(this::binary);
  }

  void structs(int id, List<Consumer<ThriftCompact>> values) {
    field(id, LIST);
    listOf(STRUCT, values.size());
    values.forEach(this::nested);
  }

  private void nested(Consumer<ThriftCompact> fields) {
    outer.push(last);
    last = 0;
    fields.accept(this);
    bytes.write(0);
    last = outer.pop();
  }

  private void field(int id, int type) {
    int step = id - last;
    if (step > 0 && step < 16) {
      bytes.write(step << 4 | type);
    } else {
      bytes.write(type);
      zigzag(id);
    }
    last = id;
  }

  private void listOf(int type, int size) {
    if (size < 15) {
      bytes.write(size << 4 | type);
    } else {
      bytes.write(0xf0 | type);
      varint(size);
    }
  }

  private void binary(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    bytes.writeBytes(utf8);
  }

  private void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
