package ai.meterr.storage.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.ledger.rollup.Total;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineSumsTest {
  private static final int AXES = 4;

  private final Random random = new Random(11);

  private record Added(Line line, Measured measured, Total total) {}

  @Test
  void what_is_packed_is_read_back_exactly_whatever_its_size_and_scale() {
    for (int round = 0; round < 200; round++) {
      List<Added> added = some(random.nextInt(60));
      LineSums sums = new LineSums(AXES);
      added.forEach(one -> sums.add(one.line, one.measured, one.total));
      assertSame(new LineSums(AXES).add(sums.pack()), added);
    }
  }

  @Test
  void parts_packed_apart_add_up_to_the_whole_in_any_order() {
    for (int round = 0; round < 50; round++) {
      List<Added> added = some(60);
      LineSums whole = new LineSums(AXES);
      for (int part = 2; part >= 0; part--) {
        LineSums sums = new LineSums(AXES);
        for (Added one : added.subList(20 * part, 20 * part + 20)) {
          sums.add(one.line, one.measured, one.total);
        }
        whole.add(sums.pack());
      }
      assertSame(whole, added);
      assertSame(new LineSums(AXES).add(whole.pack()), added);
    }
  }

  @Test
  void small_values_are_told_unscaled_and_cells_that_are_not_read_are_passed_over() {
    LineSums sums = new LineSums(1);
    for (long id = 1; id <= 3; id++) {
      Line line = new Line(List.of(id), "priced", "USD");
      sums.add(line, new Measured("input", 0), total("-7", "0.25"));
      sums.add(line, new Measured("second", 0), total("1.5", "0"));
    }
    PackedLines packed = new PackedLines(sums.pack());
    assertThat(packed.nextLine()).isTrue();
    assertThat(packed.nextLine()).isTrue();
    assertThat(packed.axis(0)).isEqualTo(2);
    assertThat(packed.axis(1)).isZero();
    assertThat(packed.nextCell()).isTrue();
    assertThat(packed.isSmall()).isTrue();
    assertThat(packed.quantity()).isEqualTo(-7);
    assertThat(packed.amount()).isEqualTo(25);
    assertThat(packed.amountScale(packed.place())).isEqualTo(2);
    assertThat(packed.nextLine()).isTrue();
    assertThat(packed.nextLine()).isFalse();
  }

  @Test
  void what_adds_up_to_nothing_takes_no_room() {
    LineSums sums = new LineSums(1);
    Line line = new Line(List.of(5L), "priced", "USD");
    sums.add(line, new Measured("input", 0), total("7", "0.25"));
    sums.add(line, new Measured("input", 0), total("-7", "-0.250"));
    assertThat(sums.pack()).isEqualTo(new LineSums(1).pack());
  }

  @Test
  void bytes_of_a_later_format_are_refused() {
    byte[] packed = new LineSums(1).pack();
    packed[0] = 2;
    assertThatThrownBy(() -> new PackedLines(packed)).hasMessageContaining("unknown format 2");
  }

  private static void assertSame(LineSums sums, List<Added> added) {
    Map<Line, Map<Measured, Total>> expected = new HashMap<>();
    for (Added one : added) {
      expected
          .computeIfAbsent(one.line, unseen -> new HashMap<>())
          .merge(one.measured, one.total, Total::plus);
    }
    expected.values().forEach(cells -> cells.values().removeIf(t -> t.sameAs(Total.ZERO)));
    expected.values().removeIf(Map::isEmpty);
    List<String> found = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    tell(sums.lines(), found);
    tell(expected, wanted);
    assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private static void tell(Map<Line, Map<Measured, Total>> lines, List<String> into) {
    lines.forEach(
        (line, cells) ->
            cells.forEach(
                (measured, total) -> {
                  if (!total.sameAs(Total.ZERO)) {
                    into.add(
                        line
                            + " "
                            + measured
                            + " "
                            + total.quantity().stripTrailingZeros().toPlainString()
                            + " "
                            + total.amount().stripTrailingZeros().toPlainString());
                  }
                }));
  }

  private List<Added> some(int count) {
    List<Added> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Long> axes = new ArrayList<>();
      for (int axis = 0; axis < AXES; axis++) {
        axes.add(random.nextInt(4) == 0 ? random.nextLong(Long.MAX_VALUE) : random.nextInt(3));
      }
      added.add(
          new Added(
              new Line(
                  axes,
                  random.nextBoolean() ? "priced" : "unpriced",
                  random.nextBoolean() ? "" : "USD"),
              new Measured(random.nextBoolean() ? "event" : "latency_ms", random.nextInt(3)),
              new Total(value(), value())));
    }
    return added;
  }

  private BigDecimal value() {
    BigInteger unscaled = new BigInteger(random.nextInt(90), random);
    return new BigDecimal(
        random.nextInt(5) == 0 ? unscaled.negate() : unscaled, random.nextInt(16) - 2);
  }

  private static Total total(String quantity, String amount) {
    return new Total(new BigDecimal(quantity), new BigDecimal(amount));
  }
}
