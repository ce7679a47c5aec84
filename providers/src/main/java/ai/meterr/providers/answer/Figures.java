package ai.meterr.providers.answer;

import ai.meterr.providers.json.Picked;
import java.math.BigDecimal;

/** Reads counts as providers write them: whole numbers, now and then as {@code 6.0}. */
public final class Figures {
  private static final BigDecimal MAX = BigDecimal.valueOf(1L << 53);
  private static final int DIGITS_MAX = 40;

  private Figures() {}

  /** Zero where the provider says nothing or null. */
  public static long count(Picked parent, String name) throws Nonsense {
    return toCount(parent.at(name), name);
  }

  /** The first of these names that is told. */
  public static long firstCount(Picked parent, String... names) throws Nonsense {
    return toCount(parent.atFirst(names), names[0]);
  }

  /**
   * A figure by itself, zero where it is not told.
   *
   * @param name for a note
   */
  public static long toCount(Picked figure, String name) throws Nonsense {
    if (!figure.isThere()) {
      return 0;
    }
    BigDecimal number = figure.number();
    if (number == null || !isCount(number)) {
      throw new Nonsense(name + " is no count");
    }
    return number.longValueExact();
  }

  /** Looks at the digits first: 1e999999999 must never be written out. */
  private static boolean isCount(BigDecimal number) {
    return number.precision() <= DIGITS_MAX
        && Math.abs(number.scale()) <= DIGITS_MAX
        && number.signum() >= 0
        && number.compareTo(MAX) <= 0
        && number.stripTrailingZeros().scale() <= 0;
  }

  /**
   * Checks a total, where one is told.
   *
   * @throws Nonsense where it is another than the sum of its parts
   */
  public static void mustAddUp(Picked parent, String total, long sum) throws Nonsense {
    if (parent.at(total).isThere() && count(parent, total) != sum) {
      throw new Nonsense(total + " is " + count(parent, total) + ", its parts are " + sum);
    }
  }

  /** What is left of a counter when a part of it is taken out. */
  public static long rest(String whole, long count, String part, long taken) throws Nonsense {
    if (taken > count) {
      throw new Nonsense(part + " is " + taken + ", more than " + whole + ", which is " + count);
    }
    return count - taken;
  }
}
