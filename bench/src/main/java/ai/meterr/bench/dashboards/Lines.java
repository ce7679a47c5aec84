package ai.meterr.bench.dashboards;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.LogBins;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LinePacker;
import ai.meterr.storage.sealed.LinePacker.Column;
import ai.meterr.storage.sealed.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Sums of a cube in one period, as {@link ai.meterr.ledger.rollup.Rollup} would make them of the
 * same calls; flat arrays, for a hundred million of these.
 */
final class Lines {
  static final List<Measured> MEASURES =
      List.of(
          new Measured("cache_read", 0),
          new Measured("event", 0),
          new Measured("input", 0),
          new Measured("output", 0),
          new Measured("reasoning", 0));
  private static final int BINS = 150;
  private static final String[] STATUSES = Company.STATUSES;
  private static final List<String> CURRENCIES = List.of("", "USD");
  private static final int DECIMALS = 8;

  private final Cube cube;
  private final Dictionary dictionary;
  private final Map<Known, long[]> lines = new HashMap<>();

  /** Lines of the calls seen so far, by what tells them apart: making one costs more than a sum. */
  private final Map<Long, Known> known;

  /** A line that is the same only as itself, which is found much faster. */
  static final class Known {
    private final Line line;

    Known(Line line) {
      this.line = line;
    }

    Line line() {
      return line;
    }
  }

  Lines(Cube cube, Dictionary dictionary, Map<Long, Known> known) {
    this.cube = cube;
    this.dictionary = dictionary;
    this.known = known;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  Map<Known, long[]> sums() {
    return lines;
  }

  private int width() {
    return cube == Cube.LATENCY ? 2 * BINS : MEASURES.size();
  }

  void add(Company.Call call) {
    if (cube == Cube.LATENCY && call.latencyMillis == 0) {
      return;
    }
    long[] sums =
        lines.computeIfAbsent(
            known.computeIfAbsent(apart(call), unseen -> new Known(line(call))),
            unseen -> new long[2 * width()]);
    if (cube == Cube.LATENCY) {
      sums[2 * LogBins.of(Duration.ofMillis(call.latencyMillis))]++;
      if (call.firstTokenMillis > 0) {
        sums[2 * (BINS + LogBins.of(Duration.ofMillis(call.firstTokenMillis)))]++;
      }
      return;
    }
    boolean priced = call.status == Company.PRICED;
    long in = priced ? call.price(false) : 0;
    long out = priced ? call.price(true) : 0;
    add(sums, 0, call.cacheRead, call.cacheRead * in / 10);
    add(sums, 2, call.input, call.input * in);
    add(sums, 3, call.output, call.output * out);
    add(sums, 4, call.reasoning, call.reasoning * out);
    add(
        sums,
        1,
        1,
        call.cacheRead * in / 10 + call.input * in + (call.output + call.reasoning) * out);
  }

  private static void add(long[] sums, int column, long quantity, long amount) {
    sums[2 * column] += quantity;
    sums[2 * column + 1] += amount;
  }

  void add(Lines other) {
    other.lines.forEach(
        (line, sums) -> {
          long[] own = lines.computeIfAbsent(line, unseen -> new long[sums.length]);
          for (int i = 0; i < sums.length; i++) {
            own[i] += sums[i];
          }
        });
  }

  private long apart(Company.Call call) {
    long apart = ((long) call.model << 4) + call.status;
    return switch (cube) {
      case MAIN -> ((apart << 16) + call.feature << 16) + call.key;
      case PEOPLE -> ((apart << 16) + call.user + 1 << 16) + call.project;
      default -> (apart << 16) + call.key;
    };
  }

  private Line line(Company.Call call) {
    Map<Axis, Long> ids = new EnumMap<>(Axis.class);
    ids.put(Axis.PROVIDER, dictionary.id(Axis.PROVIDER, call.provider()));
    ids.put(Axis.MODEL, dictionary.id(Axis.MODEL, call.model));
    ids.put(Axis.PROJECT, dictionary.id(Axis.PROJECT, call.project));
    ids.put(Axis.TEAM, dictionary.id(Axis.TEAM, call.team));
    ids.put(Axis.USER, call.user < 0 ? 0 : dictionary.id(Axis.USER, call.user));
    ids.put(Axis.KEY, dictionary.id(Axis.KEY, call.key));
    ids.put(Axis.FEATURE, dictionary.id(Axis.FEATURE, call.feature));
    ids.put(Axis.ENVIRONMENT, dictionary.id(Axis.ENVIRONMENT, call.environment));
    ids.put(Axis.OPERATION, dictionary.id(Axis.OPERATION, 0));
    ids.put(Axis.PRICE, call.status == Company.PRICED ? dictionary.id(Axis.PRICE, call.model) : 0L);
    List<Long> axes = new ArrayList<>();
    for (Axis axis : cube.axes()) {
      axes.add(ids.getOrDefault(axis, 0L));
    }
    boolean money = cube != Cube.LATENCY && call.status == Company.PRICED;
    return new Line(axes, STATUSES[call.status], money ? "USD" : "");
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    if (cube == Cube.LATENCY) {
      for (String measure : List.of("latency_ms", "time_to_first_token_ms")) {
        for (int bin = 0; bin < BINS; bin++) {
          columns.add(new Column(new Measured(measure, bin), 0, 0));
        }
      }
    } else {
      MEASURES.forEach(measured -> columns.add(new Column(measured, 0, DECIMALS)));
    }
    return columns;
  }

  byte[] pack() {
    LinePacker packer =
        new LinePacker(cube.axes().size(), List.of(STATUSES), CURRENCIES, columns());
    Known[] sorted = lines.keySet().toArray(new Known[0]);
    Arrays.sort(sorted, Comparator.comparing(Known::line));
    for (Known line : sorted) {
      packer.line(line.line);
      long[] sums = Objects.requireNonNull(lines.get(line));
      for (int column = 0; 2 * column < sums.length; column++) {
        if (sums[2 * column] != 0 || sums[2 * column + 1] != 0) {
          packer.cell(column, sums[2 * column], sums[2 * column + 1]);
        }
      }
    }
    return packer.toBytes();
  }
}
