package ai.meterr.storage.reports;

import ai.meterr.ledger.rollup.Total;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Sums of one group, by {@link Kinds}: in 64-bit whole numbers as long as they hold it, exact in
 * any case.
 */
final class GroupSums {
  private long[] quantities = new long[0];
  private long[] amounts = new long[0];
  private final Map<Integer, Total> large = new HashMap<>(0);

  /**
   * @param quantity unscaled, as {@code amount}, by the kind's scales
   */
  void add(int kind, long quantity, long amount, Kinds kinds) {
    if (kind >= quantities.length) {
      grow(kinds.count());
    }
    long quantitySum = quantities[kind] + quantity;
    long amountSum = amounts[kind] + amount;
    boolean overflow =
        (((quantities[kind] ^ quantitySum) & (quantity ^ quantitySum))
                | ((amounts[kind] ^ amountSum) & (amount ^ amountSum)))
            < 0;
    if (overflow) {
      add(kind, total(kinds.get(kind), quantity, amount));
    } else {
      quantities[kind] = quantitySum;
      amounts[kind] = amountSum;
    }
  }

  private void grow(int count) {
    quantities = Arrays.copyOf(quantities, count);
    amounts = Arrays.copyOf(amounts, count);
  }

  void add(int kind, Total total) {
    large.merge(kind, total, Total::plus);
  }

  void add(GroupSums other, Kinds kinds) {
    for (int kind = 0; kind < other.quantities.length; kind++) {
      if (other.quantities[kind] != 0 || other.amounts[kind] != 0) {
        add(kind, other.quantities[kind], other.amounts[kind], kinds);
      }
    }
    other.large.forEach(this::add);
  }

  /** Tells every sum that is worth something; scales of the kinds mean nothing any more. */
  void forEach(Kinds kinds, BiConsumer<Kinds.Kind, Total> consumer) {
    Map<Integer, Total> sums = new TreeMap<>();
    for (int kind = 0; kind < quantities.length; kind++) {
      if (quantities[kind] != 0 || amounts[kind] != 0) {
        sums.merge(
            kinds.first(kind),
            total(kinds.get(kind), quantities[kind], amounts[kind]),
            Total::plus);
      }
    }
    large.forEach((kind, total) -> sums.merge(kinds.first(kind), total, Total::plus));
    sums.forEach(
        (kind, total) -> {
          if (!total.sameAs(Total.ZERO)) {
            consumer.accept(kinds.get(kind), total);
          }
        });
  }

  private static Total total(Kinds.Kind kind, long quantity, long amount) {
    return new Total(
        BigDecimal.valueOf(quantity, kind.quantityScale()),
        BigDecimal.valueOf(amount, kind.amountScale()));
  }
}
