package ai.meterr.storage.sealed;

import ai.meterr.ledger.rollup.Total;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Exact sums of a cube's lines in one period, and their bytes. A plain sum: any order, any parts.
 *
 * <p>The bytes, all whole numbers as varints (seven bits a byte, low ones first, as many bytes as
 * it takes; signs zigzagged): the format; the number of axes; lists of the statuses, of the
 * currencies and of what is measured (name, bin, scale of its quantities, scale of its amounts);
 * then the lines in their order. A line is its axes, each as the difference to the line before;
 * status and currency as places in their lists; the length of its cells in bytes; its cells. A cell
 * is a place in the list of what is measured, the quantity and the amount, unscaled.
 */
public final class LineSums {
  static final int FORMAT = 1;

  private final int axes;
  private final Map<Line, Map<Measured, Total>> lines = new HashMap<>();

  /**
   * @param axes how many the cube has
   */
  public LineSums(int axes) {
    this.axes = axes;
  }

  public void add(Line line, Measured measured, Total total) {
    lines.computeIfAbsent(line, unseen -> new HashMap<>()).merge(measured, total, Total::plus);
  }

  public LineSums add(LineSums other) {
    other.lines.forEach(
        (line, cells) -> cells.forEach((measured, total) -> add(line, measured, total)));
    return this;
  }

  /** Adds what was packed; null: nothing was. */
  public LineSums add(byte @Nullable [] packed) {
    if (packed == null) {
      return this;
    }
    PackedLines sealed = new PackedLines(packed);
    while (sealed.nextLine()) {
      Map<Measured, Total> cells =
          lines.computeIfAbsent(sealed.line(axes), unseen -> new HashMap<>());
      while (sealed.nextCell()) {
        cells.merge(sealed.measured(), sealed.total(), Total::plus);
      }
    }
    return this;
  }

  public Map<Line, Map<Measured, Total>> lines() {
    return Collections.unmodifiableMap(lines);
  }

  /** Without cells that are worth nothing. */
  public byte[] pack() {
    SortedMap<Line, SortedMap<Measured, Total>> sorted = new TreeMap<>();
    SortedMap<Measured, Scales> scales = new TreeMap<>();
    lines.forEach(
        (line, cells) ->
            cells.forEach(
                (measured, total) -> {
                  if (!total.sameAs(Total.ZERO)) {
                    sorted.computeIfAbsent(line, unseen -> new TreeMap<>()).put(measured, total);
                    scales.merge(measured, Scales.of(total), Scales::and);
                  }
                }));
    return new Packing(sorted, scales).write();
  }

  /** How many decimals the values of one measure have. */
  private record Scales(int quantity, int amount) {
    static Scales of(Total total) {
      return new Scales(scale(total.quantity()), scale(total.amount()));
    }

    Scales and(Scales other) {
      return new Scales(Math.max(quantity, other.quantity), Math.max(amount, other.amount));
    }

    private static int scale(BigDecimal value) {
      return value.signum() == 0 ? 0 : Math.max(0, value.stripTrailingZeros().scale());
    }
  }

  private final class Packing {
    private final SortedMap<Line, SortedMap<Measured, Total>> sorted;
    private final List<String> statuses;
    private final List<String> currencies;
    private final SortedMap<Measured, Scales> scales;
    private final Map<Measured, Integer> places = new HashMap<>();
    private final Bytes bytes = new Bytes();
    private final Bytes cells = new Bytes();
    private final long[] before = new long[axes];

    Packing(
        SortedMap<Line, SortedMap<Measured, Total>> sorted, SortedMap<Measured, Scales> scales) {
      this.sorted = sorted;
      this.scales = scales;
      this.statuses = sorted.keySet().stream().map(Line::status).distinct().sorted().toList();
      this.currencies = sorted.keySet().stream().map(Line::currency).distinct().sorted().toList();
    }

    byte[] write() {
      bytes.number(FORMAT);
      bytes.number(axes);
      bytes.number(statuses.size());
      statuses.forEach(bytes::text);
      bytes.number(currencies.size());
      currencies.forEach(bytes::text);
      bytes.number(scales.size());
      scales.forEach(
          (measured, scale) -> {
            places.put(measured, places.size());
            bytes.text(measured.measure());
            bytes.number(measured.bin());
            bytes.number(scale.quantity);
            bytes.number(scale.amount);
          });
      bytes.number(sorted.size());
      sorted.forEach(this::line);
      return bytes.toArray();
    }

    private void line(Line line, SortedMap<Measured, Total> totals) {
      for (int axis = 0; axis < axes; axis++) {
        long id = line.axes().get(axis);
        bytes.signed(id - before[axis]);
        before[axis] = id;
      }
      bytes.number(statuses.indexOf(line.status()));
      bytes.number(currencies.indexOf(line.currency()));
      cells.clear();
      totals.forEach(
          (measured, total) -> {
            Scales scale = Objects.requireNonNull(scales.get(measured));
            cells.number(Objects.requireNonNull(places.get(measured)));
            cells.signed(total.quantity().setScale(scale.quantity).unscaledValue());
            cells.signed(total.amount().setScale(scale.amount).unscaledValue());
          });
      bytes.number(cells.length());
      bytes.append(cells);
    }
  }
}
