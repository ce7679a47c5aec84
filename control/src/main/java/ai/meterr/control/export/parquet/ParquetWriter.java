package ai.meterr.control.export.parquet;

import ai.meterr.control.export.parquet.ParquetColumn.Type;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One file: row groups of {@value #GROUP_ROWS} rows, then the footer that makes it readable. A row
 * is told column by column, in any order, and ended; columns that were not told are null in it.
 */
public final class ParquetWriter implements AutoCloseable {
  private static final int GROUP_ROWS = 20_000;
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** Codes of parquet.thrift. */
  private static final int OPTIONAL = 1;

  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int GZIP = 2;
  private static final int VERSION = 1;

  private final OutputStream out;
  private final List<ParquetColumn> columns;
  private final ColumnPage[] pages;
  private final List<Consumer<ThriftCompact>> groups = new ArrayList<>();
  private long position;
  private long rows;
  private int row;

  /**
   * @param out closed with the file
   */
  public ParquetWriter(OutputStream out, List<ParquetColumn> columns) throws IOException {
    this.out = new BufferedOutputStream(out, 1 << 16);
    this.columns = List.copyOf(columns);
    this.pages = new ColumnPage[columns.size()];
    freshPages();
    put(MAGIC);
  }

  public void text(int column, @Nullable String value) {
    if (value != null) {
      pages[column].bytes(row, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  public void whole(int column, @Nullable Long value) {
    if (value != null) {
      pages[column].whole(row, value);
    }
  }

  public void time(int column, Instant value) {
    pages[column].whole(row, ChronoUnit.MICROS.between(Instant.EPOCH, value));
  }

  public void flag(int column, boolean value) {
    pages[column].flag(row, value);
  }

  /**
   * @throws ArithmeticException where 20 digits before and 18 behind the point do not hold it
   */
  public void decimal(int column, @Nullable BigDecimal value) {
    if (value == null) {
      return;
    }
    BigDecimal scaled = value.setScale(Type.DECIMAL_SCALE, RoundingMode.UNNECESSARY);
    if (scaled.precision() > Type.DECIMAL_PRECISION) {
      throw new ArithmeticException("too large");
    }
    byte[] digits = scaled.unscaledValue().toByteArray();
    byte[] fixed = new byte[Type.DECIMAL_BYTES];
    Arrays.fill(fixed, (byte) (scaled.signum() < 0 ? -1 : 0));
    System.arraycopy(digits, 0, fixed, fixed.length - digits.length, digits.length);
    pages[column].fixed(row, fixed);
  }

  public void endRow() throws IOException {
    row++;
    rows++;
    if (row == GROUP_ROWS) {
      endGroup();
    }
  }

  private void endGroup() throws IOException {
    List<Consumer<ThriftCompact>> chunks = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < pages.length; i++) {
      ParquetColumn column = columns.get(i);
      ColumnPage.Packed page = pages[i].packed(column.type(), row);
      chunks.add(chunk(column, page, position, row));
      put(page.header());
      put(page.body());
      bytes += page.plainBytes();
    }
    long plainBytes = bytes;
    long count = row;
    groups.add(
        group -> {
          group.structs(1, chunks);
          group.i64(2, plainBytes);
          group.i64(3, count);
        });
    freshPages();
    row = 0;
  }

  private static Consumer<ThriftCompact> chunk(
      ParquetColumn column, ColumnPage.Packed page, long at, long values) {
    // kept until the footer: the lengths, not the page
    long plainBytes = page.plainBytes();
    long packedBytes = page.header().length + (long) page.body().length;
    return chunk -> {
      chunk.i64(2, at);
      chunk.struct(
          3,
          data -> {
            data.i32(1, column.type().physical());
            data.numbers(2, PLAIN, RLE);
            data.texts(3, List.of(column.name()));
            data.i32(4, GZIP);
            data.i64(5, values);
            data.i64(6, plainBytes);
            data.i64(7, packedBytes);
            data.i64(9, at);
          });
    };
  }

  private void freshPages() {
    Arrays.setAll(pages, unseen -> new ColumnPage());
  }

  /** Writes what is left and the footer. */
  @Override
  public void close() throws IOException {
    try (out) {
      if (row > 0) {
        endGroup();
      }
      byte[] footer = ThriftCompact.struct(this::footer);
      put(footer);
      put(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
      put(MAGIC);
    }
  }

  private void footer(ThriftCompact file) {
    List<Consumer<ThriftCompact>> schema = new ArrayList<>();
    schema.add(
        root -> {
          root.text(4, "event");
          root.i32(5, columns.size());
        });
    columns.forEach(column -> schema.add(element -> element(column, element)));
    file.i32(1, VERSION);
    file.structs(2, schema);
    file.i64(3, rows);
    file.structs(4, groups);
    file.text(6, "meterr");
  }

  private static void element(ParquetColumn column, ThriftCompact element) {
    element.i32(1, column.type().physical());
    if (column.type() == Type.DECIMAL) {
      element.i32(2, Type.DECIMAL_BYTES);
    }
    element.i32(3, OPTIONAL);
    element.text(4, column.name());
    switch (column.type()) {
      case TEXT -> {
        element.i32(6, 0);
        element.struct(10, logical -> logical.struct(1, text -> {}));
      }
      case DECIMAL -> {
        element.i32(6, 5);
        element.i32(7, Type.DECIMAL_SCALE);
        element.i32(8, Type.DECIMAL_PRECISION);
        element.struct(
            10,
            logical ->
                logical.struct(
                    5,
                    decimal -> {
                      decimal.i32(1, Type.DECIMAL_SCALE);
                      decimal.i32(2, Type.DECIMAL_PRECISION);
                    }));
      }
      case TIME -> {
        element.i32(6, 10);
        element.struct(
            10,
            logical ->
                logical.struct(
                    8,
                    time -> {
                      time.bool(1, true);
                      time.struct(2, unit -> unit.struct(2, micros -> {}));
                    }));
      }
      case FLAG, WHOLE -> {
        // what is stored says all
      }
    }
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }
}
