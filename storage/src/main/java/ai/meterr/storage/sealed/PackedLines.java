package ai.meterr.storage.sealed;

import ai.meterr.ledger.rollup.Total;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link LinePacker} has packed: line by line, and of a line cell by cell. Cells that
 * are not read cost nothing.
 */
public final class PackedLines {
  /** Bytes of a varint that surely fits 64 bits. */
  private static final int LONG_BYTES = 9;

  private final byte[] bytes;
  private final List<String> statuses;
  private final List<String> currencies;
  private final List<Measured> measured;
  private final int[] quantityScales;
  private final int[] amountScales;
  private final long[] axes;
  private int linesLeft;
  private int at;
  private int status;
  private int currency;
  private int cellsEnd;
  private int place;
  private int quantityAt;
  private int amountAt;
  private long quantity;
  private long amount;

  /**
   * @throws IllegalStateException where a later Meterr has written them
   */
  public PackedLines(byte[] packed) {
    this.bytes = packed;
    long format = number();
    if (format != LinePacker.FORMAT) {
      throw new IllegalStateException("sealed rollups have the unknown format " + format);
    }
    this.axes = new long[count()];
    this.statuses = words();
    this.currencies = words();
    int measures = count();
    this.measured = new ArrayList<>(measures);
    this.quantityScales = new int[measures];
    this.amountScales = new int[measures];
    for (int i = 0; i < measures; i++) {
      measured.add(new Measured(text(), count()));
      quantityScales[i] = count();
      amountScales[i] = count();
    }
    this.linesLeft = count();
    this.cellsEnd = at;
  }

  private List<String> words() {
    int count = count();
    List<String> words = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      words.add(text());
    }
    return words;
  }

  public List<String> statuses() {
    return statuses;
  }

  public List<String> currencies() {
    return currencies;
  }

  /** What cells of it measure, by {@link #place}. */
  public List<Measured> measures() {
    return measured;
  }

  public int quantityScale(int place) {
    return quantityScales[place];
  }

  public int amountScale(int place) {
    return amountScales[place];
  }

  /** Goes to the next line; false where there is none. */
  public boolean nextLine() {
    at = cellsEnd;
    if (linesLeft-- == 0) {
      return false;
    }
    for (int i = 0; i < axes.length; i++) {
      axes[i] += signed();
    }
    status = count();
    currency = count();
    int length = count();
    cellsEnd = at + length;
    return true;
  }

  /** The id on an axis, by its place among the cube's; 0 where lines were packed without it. */
  public long axis(int place) {
    return place < axes.length ? axes[place] : 0;
  }

  /** Place in {@link #statuses}. */
  public int status() {
    return status;
  }

  /** Place in {@link #currencies}. */
  public int currency() {
    return currency;
  }

  Line line(int axesOfCube) {
    List<Long> ids = new ArrayList<>(axesOfCube);
    for (int axis = 0; axis < axesOfCube; axis++) {
      ids.add(axis(axis));
    }
    return new Line(ids, statuses.get(status), currencies.get(currency));
  }

  /** Goes to the line's next cell; false where there is none. */
  public boolean nextCell() {
    if (at == cellsEnd) {
      return false;
    }
    place = (int) number();
    quantityAt = at;
    quantity = signed();
    amountAt = at;
    amount = signed();
    return true;
  }

  public int place() {
    return place;
  }

  /** Whether both values fit 64 bits. */
  public boolean isSmall() {
    return amountAt - quantityAt <= LONG_BYTES && at - amountAt <= LONG_BYTES;
  }

  /** Unscaled; only where it {@link #isSmall}. */
  public long quantity() {
    return quantity;
  }

  /** Unscaled; only where it {@link #isSmall}. */
  public long amount() {
    return amount;
  }

  Measured measured() {
    return measured.get(place);
  }

  public Total total() {
    return new Total(
        decimal(quantityAt, amountAt, quantityScales[place]),
        decimal(amountAt, at, amountScales[place]));
  }

  private BigDecimal decimal(int from, int to, int scale) {
    if (to - from <= LONG_BYTES) {
      return BigDecimal.valueOf(small(from), scale);
    }
    BigInteger value = BigInteger.ZERO;
    for (int i = to - 1; i >= from; i--) {
      value = value.shiftLeft(7).or(BigInteger.valueOf(bytes[i] & 0x7f));
    }
    BigInteger half = value.shiftRight(1);
    return new BigDecimal(value.testBit(0) ? half.not() : half, scale);
  }

  private long small(int from) {
    long value = 0;
    int shift = 0;
    int i = from;
    byte part;
    do {
      part = bytes[i++];
      value |= (long) (part & 0x7f) << shift;
      shift += 7;
    } while (part < 0);
    return (value >>> 1) ^ -(value & 1);
  }

  private long number() {
    byte part = bytes[at++];
    long value = part & 0x7f;
    for (int shift = 7; part < 0; shift += 7) {
      part = bytes[at++];
      value |= (long) (part & 0x7f) << shift;
    }
    return value;
  }

  private long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  private int count() {
    return Math.toIntExact(number());
  }

  private String text() {
    int length = count();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }
}
