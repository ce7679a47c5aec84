package ai.meterr.storage.sealed;

import ai.meterr.ledger.rollup.Total;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Packs lines that come in their order. {@link LineSums} sums them first; who has sums in order
 * already packs them here.
 *
 * <p>The bytes, all whole numbers as varints (seven bits a byte, low ones first, as many bytes as
 * it takes; signs zigzagged): the format; the number of axes; lists of the statuses, of the
 * currencies and of what is measured (name, bin, scale of its quantities, scale of its amounts);
 * then the lines in their order. A line is its axes, each as the difference to the line before;
 * status and currency as places in their lists; the length of its cells in bytes; its cells. A cell
 * is a place in the list of what is measured, the quantity and the amount, unscaled.
 */
public final class LinePacker {
  static final int FORMAT = 1;

  private final List<String> statuses;
  private final List<String> currencies;
  private final List<Column> columns;

  /** Of each column its place among those that cells were packed of; below 0: none was yet. */
  private final int[] places;

  private final List<Column> packed = new ArrayList<>();
  private final Bytes lines = new Bytes();
  private final Bytes cells = new Bytes();
  private final long[] before;
  private int count;

  /**
   * @param columns what cells may measure; those that none does take no room
   */
  public LinePacker(
      int axes, List<String> statuses, List<String> currencies, List<Column> columns) {
    this.statuses = List.copyOf(statuses);
    this.currencies = List.copyOf(currencies);
    this.columns = List.copyOf(columns);
    this.places = new int[columns.size()];
    Arrays.fill(places, -1);
    this.before = new long[axes];
  }

  /** Begins a line; its cells follow. */
  public void line(Line line) {
    line(
        line.axes().stream().mapToLong(Long::longValue).toArray(),
        statuses.indexOf(line.status()),
        currencies.indexOf(line.currency()));
  }

  /**
   * @param status place among the statuses, {@code currency} among the currencies
   */
  void line(long[] axes, int status, int currency) {
    endLine();
    count++;
    for (int axis = 0; axis < before.length; axis++) {
      lines.signed(axes[axis] - before[axis]);
      before[axis] = axes[axis];
    }
    lines.number(status);
    lines.number(currency);
  }

  /**
   * @param column place among the columns
   */
  public void cell(int column, Total total) {
    Column of = columns.get(column);
    cells.number(place(column));
    cells.signed(total.quantity().setScale(of.quantityScale()).unscaledValue());
    cells.signed(total.amount().setScale(of.amountScale()).unscaledValue());
  }

  /**
   * @param quantity unscaled, as {@code amount}, by the column's scales
   */
  public void cell(int column, long quantity, long amount) {
    cells.number(place(column));
    cells.signed(quantity);
    cells.signed(amount);
  }

  private int place(int column) {
    if (places[column] < 0) {
      places[column] = packed.size();
      packed.add(columns.get(column));
    }
    return places[column];
  }

  private void endLine() {
    if (count > 0) {
      lines.number(cells.length());
      lines.append(cells);
      cells.clear();
    }
  }

  /** Bytes of the lines so far. */
  int length() {
    return lines.length() + cells.length();
  }

  /** All lines; nothing can be added after it. */
  public byte[] toBytes() {
    endLine();
    Bytes all = new Bytes();
    all.number(FORMAT);
    all.number(before.length);
    all.number(statuses.size());
    statuses.forEach(all::text);
    all.number(currencies.size());
    currencies.forEach(all::text);
    all.number(packed.size());
    for (Column column : packed) {
      all.text(column.measured().measure());
      all.number(column.measured().bin());
      all.number(column.quantityScale());
      all.number(column.amountScale());
    }
    all.number(count);
    all.append(lines);
    return all.toArray();
  }

  /**
   * What cells of a measure have in common.
   *
   * @param quantityScale decimals of its quantities
   * @param amountScale decimals of its amounts
   */
  public record Column(Measured measured, int quantityScale, int amountScale) {
    static Column of(Measured measured, Total total) {
      return new Column(measured, scale(total.quantity()), scale(total.amount()));
    }

    Column and(Column other) {
      return new Column(
          measured,
          Math.max(quantityScale, other.quantityScale),
          Math.max(amountScale, other.amountScale));
    }

    private static int scale(BigDecimal value) {
      return value.signum() == 0 ? 0 : Math.max(0, value.stripTrailingZeros().scale());
    }
  }
}
