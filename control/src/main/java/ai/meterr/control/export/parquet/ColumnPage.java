package ai.meterr.control.export.parquet;

import ai.meterr.control.export.parquet.ParquetColumn.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.GZIPOutputStream;

/**
 * The values of one column in one row group, as a page: which rows have one (definition levels,
 * bit-packed), then the values (PLAIN), all of it gzipped.
 */
final class ColumnPage {
  private static final int DATA_PAGE = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;

  private final BitSet defined = new BitSet();
  private final BitSet flags = new BitSet();
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private int flagCount;

  /** A page as it stands in the file, and how long header and body would be without gzip. */
  record Packed(byte[] header, byte[] body, long plainBytes) {}

  void flag(int row, boolean value) {
    defined.set(row);
    flags.set(flagCount++, value);
  }

  void whole(int row, long value) {
    defined.set(row);
    values.writeBytes(littleEndian(8).putLong(value).array());
  }

  void bytes(int row, byte[] value) {
    defined.set(row);
    values.writeBytes(littleEndian(4).putInt(value.length).array());
    values.writeBytes(value);
  }

  void fixed(int row, byte[] value) {
    defined.set(row);
    values.writeBytes(value);
  }

  Packed packed(Type type, int rows) {
    byte[] levels = levels(rows);
    byte[] plain = type == Type.FLAG ? bits(flags, (flagCount + 7) / 8) : values.toByteArray();
    byte[] whole =
        littleEndian(4 + levels.length + plain.length)
            .putInt(levels.length)
            .put(levels)
            .put(plain)
            .array();
    byte[] body = gzipped(whole);
    byte[] header =
        ThriftCompact.struct(
            page -> {
              page.i32(1, DATA_PAGE);
              page.i32(2, whole.length);
              page.i32(3, body.length);
              page.struct(
                  5,
                  data -> {
                    data.i32(1, rows);
                    data.i32(2, PLAIN);
                    data.i32(3, RLE);
                    data.i32(4, RLE);
                  });
            });
    return new Packed(header, body, header.length + (long) whole.length);
  }

  /** One bit-packed run of groups of eight levels, 1 for a row with a value. */
  private byte[] levels(int rows) {
    int groups = (rows + 7) / 8;
    ByteArrayOutputStream run = new ByteArrayOutputStream(groups + 5);
    int header = groups << 1 | 1;
    while ((header & ~0x7f) != 0) {
      run.write(header & 0x7f | 0x80);
      header >>>= 7;
    }
    run.write(header);
    run.writeBytes(bits(defined, groups));
    return run.toByteArray();
  }

  private static byte[] bits(BitSet bits, int bytes) {
    return Arrays.copyOf(bits.toByteArray(), bytes);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] gzipped(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4 + 32);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
