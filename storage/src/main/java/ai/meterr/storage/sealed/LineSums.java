package ai.meterr.storage.sealed;

import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.sealed.LinePacker.Column;
import java.util.ArrayList;
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
 */
public final class LineSums {
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

  /** The same sums in parts, each of them of lines that follow each other. */
  public List<LineSums> cut(int linesMax) {
    List<LineSums> parts = new ArrayList<>();
    List<Line> sorted = lines.keySet().stream().sorted().toList();
    for (int from = 0; from < sorted.size(); from += linesMax) {
      LineSums part = new LineSums(axes);
      for (Line line : sorted.subList(from, Math.min(sorted.size(), from + linesMax))) {
        part.lines.put(line, Objects.requireNonNull(lines.get(line)));
      }
      parts.add(part);
    }
    return parts;
  }

  /** Without cells that are worth nothing. */
  public byte[] pack() {
    SortedMap<Line, SortedMap<Measured, Total>> sorted = new TreeMap<>();
    SortedMap<Measured, Column> columns = new TreeMap<>();
    lines.forEach(
        (line, cells) ->
            cells.forEach(
                (measured, total) -> {
                  if (!total.sameAs(Total.ZERO)) {
                    sorted.computeIfAbsent(line, unseen -> new TreeMap<>()).put(measured, total);
                    columns.merge(measured, Column.of(measured, total), Column::and);
                  }
                }));
    LinePacker packer =
        new LinePacker(
            axes,
            sorted.keySet().stream().map(Line::status).distinct().sorted().toList(),
            sorted.keySet().stream().map(Line::currency).distinct().sorted().toList(),
            List.copyOf(columns.values()));
    Map<Measured, Integer> places = new HashMap<>();
    columns.keySet().forEach(measured -> places.put(measured, places.size()));
    sorted.forEach(
        (line, totals) -> {
          packer.line(line);
          totals.forEach(
              (measured, total) ->
                  packer.cell(Objects.requireNonNull(places.get(measured)), total));
        });
    return packer.toBytes();
  }
}
