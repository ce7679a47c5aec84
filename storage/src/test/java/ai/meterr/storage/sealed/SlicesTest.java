package ai.meterr.storage.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.sealed.Slices.Slice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlicesTest {
  private static final List<Measured> MEASURES =
      List.of(new Measured("event", 0), new Measured("input", 0), new Measured("latency_ms", 7));

  private final Random random = new Random(5);

  @ParameterizedTest
  @EnumSource(
      value = Cube.class,
      names = {"MAIN", "PEOPLE", "LATENCY"})
  void slices_of_every_cut_add_up_to_the_lines_that_they_were_made_of_whatever_their_size(
      Cube cube) {
    LineSums sums = some(cube, 4_000);
    List<Axis> axes = List.copyOf(cube.axes());
    Slices slices = new Slices(sums.pack(), axes);
    for (Cut cut : Cut.of(cube)) {
      LineSums found = new LineSums(cut.axes().size());
      slices.of(cut).forEach(slice -> found.add(slice.lines()));
      assertSame(found, without(sums, axes, cut.axes()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Cube.class,
      names = {"MAIN", "PEOPLE", "LATENCY"})
  void a_value_stands_in_one_slice_whose_bounds_hold_it(Cube cube) {
    Slices slices = new Slices(some(cube, 4_000).pack(), List.copyOf(cube.axes()));
    boolean several = false;
    for (Cut cut : Cut.of(cube)) {
      long before = -1;
      List<Slice> made = slices.of(cut);
      several |= made.size() > 1;
      for (Slice slice : made) {
        assertThat(slice.first()).isGreaterThan(before);
        before = slice.last();
        PackedLines lines = new PackedLines(slice.lines());
        while (lines.nextLine()) {
          assertThat(lines.axis(0)).isBetween(slice.first(), slice.last());
        }
      }
    }
    assertThat(several).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Cube.class,
      names = {"MAIN", "PEOPLE", "LATENCY"})
  void any_axes_that_a_question_can_ask_for_have_a_cut_and_who_filters_reads_slices(Cube cube) {
    Set<Axis> all = EnumSet.copyOf(cube.axes());
    all.remove(Axis.PRICE);
    assertThat(Cut.answering(cube, Set.of(), Set.of())).isPresent();
    for (Axis group : all) {
      for (Axis filter : all) {
        Cut cut = Cut.answering(cube, EnumSet.of(group, filter), Set.of(filter)).orElseThrow();
        assertThat(cut.axes()).contains(group, filter);
        boolean sliced = Cut.of(cube).stream().anyMatch(other -> other.by() == filter);
        boolean few = cut.axes().size() < all.size();
        assertThat(few || !sliced || cut.by() == filter).as("%s of %s", group, filter).isTrue();
      }
    }
  }

  private LineSums some(Cube cube, int lines) {
    LineSums sums = new LineSums(cube.axes().size());
    for (int i = 0; i < lines; i++) {
      List<Long> ids = new ArrayList<>();
      cube.axes().forEach(axis -> ids.add((long) random.nextInt(40)));
      Line line =
          new Line(
              ids, random.nextInt(9) == 0 ? "failed" : "priced", random.nextBoolean() ? "" : "USD");
      for (Measured measured : MEASURES) {
        sums.add(line, measured, total());
      }
    }
    return sums;
  }

  private Total total() {
    return switch (random.nextInt(50)) {
      case 0 -> new Total(BigDecimal.TEN.pow(random.nextInt(40)), BigDecimal.ONE);
      // sums of these do not fit 64 bits
      case 1, 2, 3 ->
          new Total(
              BigDecimal.valueOf(Long.MAX_VALUE / 5), BigDecimal.valueOf(Long.MAX_VALUE / 5, 4));
      default ->
          new Total(
              BigDecimal.valueOf(random.nextInt(2_000) - 500),
              BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(5)));
    };
  }

  private static LineSums without(LineSums sums, List<Axis> axes, List<Axis> kept) {
    LineSums fewer = new LineSums(kept.size());
    sums.lines()
        .forEach(
            (line, cells) -> {
              Line of =
                  new Line(
                      kept.stream().map(axis -> line.axes().get(axes.indexOf(axis))).toList(),
                      line.status(),
                      line.currency());
              cells.forEach((measured, total) -> fewer.add(of, measured, total));
            });
    return fewer;
  }

  private static void assertSame(LineSums found, LineSums expected) {
    for (Map.Entry<Line, Map<Measured, Total>> line : expected.lines().entrySet()) {
      Map<Measured, Total> cells = found.lines().getOrDefault(line.getKey(), Map.of());
      line.getValue()
          .forEach(
              (measured, total) ->
                  assertThat(cells.getOrDefault(measured, Total.ZERO).sameAs(total))
                      .as("%s %s", line.getKey(), measured)
                      .isTrue());
    }
    assertThat(expected.lines().keySet()).containsAll(found.lines().keySet());
  }
}
