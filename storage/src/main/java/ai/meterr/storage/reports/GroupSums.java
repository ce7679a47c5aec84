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
  private static final long[] EMPTY = {};

  private long[] quantities = EMPTY;
  private long[] amounts = EMPTY;

  /** What does not fit; most groups have none. */
  private Map<Integer, Total> large = Map.of();

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
    if (large.isEmpty()) {
      large = new HashMap<>();
    }
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
    if (!isPlain(kinds)) {
      together(kinds).forEach((kind, total) -> tell(kinds.get(kind), total, consumer));
      return;
    }
    for (int kind = 0; kind < quantities.length; kind++) {
      if (quantities[kind] != 0 || amounts[kind] != 0) {
        consumer.accept(kinds.get(kind), total(kinds.get(kind), quantities[kind], amounts[kind]));
      }
    }
  }

  /** Whether each number is a sum of its own. */
  private boolean isPlain(Kinds kinds) {
    for (int kind = 0; kind < quantities.length; kind++) {
      if (kinds.first(kind) != kind && (quantities[kind] != 0 || amounts[kind] != 0)) {
        return false;
      }
    }
    return large.isEmpty();
  }

  private Map<Integer, Total> together(Kinds kinds) {
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
    return sums;
  }

  private static void tell(Kinds.Kind kind, Total total, BiConsumer<Kinds.Kind, Total> consumer) {
    if (!total.sameAs(Total.ZERO)) {
      consumer.accept(kind, total);
    }
  }

  private static Total total(Kinds.Kind kind, long quantity, long amount) {
    return new Total(
        BigDecimal.valueOf(quantity, kind.quantityScale()),
        BigDecimal.valueOf(amount, kind.amountScale()));
  }
}
