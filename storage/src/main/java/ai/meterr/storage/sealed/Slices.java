package ai.meterr.storage.sealed;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.sealed.LinePacker.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the slices of {@link Cut}s from the packed lines of their cube. Exact: sums that do not fit
 * 64 bits stay apart, as cells of the same column.
 */
public final class Slices {
  /** Bytes that a slice has at most before its last value. */
  private static final int LENGTH = 24 * 1024;

  private final List<Axis> axes;
  private final PackedLines head;
  private final List<Column> columns = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private int[] cellColumns = new int[1_024];
  private long[] quantities = new long[1_024];
  private long[] amounts = new long[1_024];

  /** Cells that do not fit 64 bits, by their index. */
  private final Map<Integer, Total> large = new HashMap<>();

  /**
   * Lines of some values of the axis that is sliced.
   *
   * @param first the least of its ids in it
   * @param last the greatest
   */
  public record Slice(long first, long last, byte[] lines) {}

  /** A line of the cube: where its cells begin and end. */
  private record Entry(long[] axes, int status, int currency, int from, int to) {}

  public Slices(byte[] packed, List<Axis> axesOfCube) {
    this.axes = axesOfCube;
    this.head = new PackedLines(packed);
    for (int place = 0; place < head.measures().size(); place++) {
      columns.add(
          new Column(
              head.measures().get(place), head.quantityScale(place), head.amountScale(place)));
    }
    read(head);
  }

  private void read(PackedLines lines) {
    int cells = 0;
    while (lines.nextLine()) {
      int from = cells;
      while (lines.nextCell()) {
        if (cells == cellColumns.length) {
          cellColumns = Arrays.copyOf(cellColumns, 2 * cells);
          quantities = Arrays.copyOf(quantities, 2 * cells);
          amounts = Arrays.copyOf(amounts, 2 * cells);
        }
        cellColumns[cells] = lines.place();
        if (lines.isSmall()) {
          quantities[cells] = lines.quantity();
          amounts[cells] = lines.amount();
        } else {
          large.put(cells, lines.total());
        }
        cells++;
      }
      long[] ids = new long[axes.size()];
      Arrays.setAll(ids, lines::axis);
      entries.add(new Entry(ids, lines.status(), lines.currency(), from, cells));
    }
  }

  /** Those of one cut, in the order of the axis that it is sliced by. */
  public List<Slice> of(Cut cut) {
    int[] places = cut.axes().stream().mapToInt(axes::indexOf).toArray();
    Comparator<Entry> order = (one, other) -> compare(one, other, places);
    List<Entry> sorted = entries.stream().sorted(order).toList();
    List<Slice> slices = new ArrayList<>();
    LinePacker packer = packer(places.length);
    int first = 0;
    for (int at = 0; at < sorted.size(); ) {
      int next = at + 1;
      while (next < sorted.size() && order.compare(sorted.get(at), sorted.get(next)) == 0) {
        next++;
      }
      pack(sorted.subList(at, next), places, packer);
      boolean last = next == sorted.size();
      long id = sorted.get(at).axes[places[0]];
      if (last || packer.length() >= LENGTH && sorted.get(next).axes[places[0]] != id) {
        slices.add(new Slice(sorted.get(first).axes[places[0]], id, packer.toBytes()));
        packer = packer(places.length);
        first = next;
      }
      at = next;
    }
    return slices;
  }

  private LinePacker packer(int width) {
    return new LinePacker(width, head.statuses(), head.currencies(), columns);
  }

  private static int compare(Entry one, Entry other, int[] places) {
    for (int place : places) {
      int byAxis = Long.compare(one.axes[place], other.axes[place]);
      if (byAxis != 0) {
        return byAxis;
      }
    }
    int byStatus = Integer.compare(one.status, other.status);
    return byStatus != 0 ? byStatus : Integer.compare(one.currency, other.currency);
  }

  /** One line of what is the same in the axes that are kept. */
  private void pack(List<Entry> same, int[] places, LinePacker packer) {
    Entry any = same.getFirst();
    packer.line(
        Arrays.stream(places).mapToLong(place -> any.axes[place]).toArray(),
        any.status,
        any.currency);
    long[] quantity = new long[columns.size()];
    long[] amount = new long[columns.size()];
    for (Entry entry : same) {
      for (int cell = entry.from; cell < entry.to; cell++) {
        int column = cellColumns[cell];
        Total apart = large.get(cell);
        if (apart != null) {
          packer.cell(column, apart);
        } else if (overflows(quantity[column], quantities[cell])
            || overflows(amount[column], amounts[cell])) {
          packer.cell(column, quantities[cell], amounts[cell]);
        } else {
          quantity[column] += quantities[cell];
          amount[column] += amounts[cell];
        }
      }
    }
    for (int column = 0; column < quantity.length; column++) {
      if (quantity[column] != 0 || amount[column] != 0) {
        packer.cell(column, quantity[column], amount[column]);
      }
    }
  }

  private static boolean overflows(long sum, long more) {
    long after = sum + more;
    return ((sum ^ after) & (more ^ after)) < 0;
  }
}
