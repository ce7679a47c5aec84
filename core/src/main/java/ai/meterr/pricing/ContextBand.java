package ai.meterr.pricing;

/**
 * The sizes of a call's whole input that a price holds for. Inside a band all tokens of the call
 * have the band's price: crossing a threshold re-prices everything, not only what lies beyond it.
 * What counts is {@link ai.meterr.usage.Usage#inputSideTokens()}: fresh input, cache reads and
 * cache writes.
 *
 * @param from tokens, included
 * @param to tokens, excluded
 */
public record ContextBand(long from, long to) {
  public static final ContextBand ANY = new ContextBand(0, Long.MAX_VALUE);

  public ContextBand {
    if (from < 0 || from >= to) {
      throw new IllegalArgumentException("no such context band: " + from + " to " + to);
    }
  }

  /** {@code > 200000}: the edge itself still belongs to the band below. */
  public static ContextBand over(long tokens) {
    return new ContextBand(tokens + 1, Long.MAX_VALUE);
  }

  /** {@code >= 272000}: the edge itself belongs to this band. */
  public static ContextBand atLeast(long tokens) {
    return new ContextBand(tokens, Long.MAX_VALUE);
  }

  /** {@code <= 200000}. */
  public static ContextBand upTo(long tokens) {
    return new ContextBand(0, tokens + 1);
  }

  /** {@code < 272000}. */
  public static ContextBand under(long tokens) {
    return new ContextBand(0, tokens);
  }

  public boolean contains(long inputTokens) {
    return from <= inputTokens && inputTokens < to;
  }

  boolean overlaps(ContextBand other) {
    return from < other.to && other.from < to;
  }

  boolean isAny() {
    return equals(ANY);
  }

  /** As sets of whole numbers: {@code <200001}, {@code >=200001}. */
  @Override
  public String toString() {
    if (isAny()) {
      return "any";
    }
    if (to == Long.MAX_VALUE) {
      return ">=" + from;
    }
    return from == 0 ? "<" + to : from + "-" + (to - 1);
  }
}
