package ai.meterr.usage;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What one call consumed: a quantity per meter, in exclusive classes, none negative, zeros left
 * out. Tokens are whole; seconds and the like may have decimals.
 */
public final class Usage {
  public static final Usage NONE = new Usage(new TreeMap<>());

  private final SortedMap<Meter, BigDecimal> quantities;

  private Usage(SortedMap<Meter, BigDecimal> quantities) {
    this.quantities = Collections.unmodifiableSortedMap(quantities);
  }

  public static Builder builder() {
    return new Builder();
  }

  public static Usage of(Map<Meter, BigDecimal> quantities) {
    Builder builder = builder();
    quantities.forEach(builder::add);
    return builder.build();
  }

  /** In the order of the meters; zeros are not in it. */
  public SortedMap<Meter, BigDecimal> quantities() {
    return quantities;
  }

  public BigDecimal quantity(Meter meter) {
    return quantities.getOrDefault(meter, BigDecimal.ZERO);
  }

  /** Tokens of one class, summed over modalities. */
  public long tokens(MeterKind kind) {
    long sum = 0;
    for (Map.Entry<Meter, BigDecimal> entry : quantities.entrySet()) {
      if (entry.getKey().kind() == kind) {
        sum = Math.addExact(sum, entry.getValue().longValueExact());
      }
    }
    return sum;
  }

  /** All that the model was given to read: what context bands are measured on. */
  public long inputSideTokens() {
    long sum = 0;
    for (Map.Entry<Meter, BigDecimal> entry : quantities.entrySet()) {
      if (entry.getKey().kind().isInputSide()) {
        sum = Math.addExact(sum, entry.getValue().longValueExact());
      }
    }
    return sum;
  }

  public long totalTokens() {
    return inputSideTokens() + tokens(MeterKind.OUTPUT) + tokens(MeterKind.REASONING);
  }

  public boolean isEmpty() {
    return quantities.isEmpty();
  }

  public Usage plus(Usage other) {
    Builder builder = builder();
    quantities.forEach(builder::add);
    other.quantities.forEach(builder::add);
    return builder.build();
  }

  public void forEach(BiConsumer<Meter, BigDecimal> action) {
    quantities.forEach(action);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Usage that && quantities.equals(that.quantities);
  }

  @Override
  public int hashCode() {
    return quantities.hashCode();
  }

  @Override
  public String toString() {
    return quantities.toString();
  }

  /** Adds up quantities; refuses negative ones and fractions of tokens. */
  public static final class Builder {
    private final SortedMap<Meter, BigDecimal> quantities = new TreeMap<>();

    private Builder() {}

    public Builder add(Meter meter, long quantity) {
      return quantity == 0 ? this : add(meter, BigDecimal.valueOf(quantity));
    }

    public Builder add(Meter meter, BigDecimal quantity) {
      if (quantity.signum() < 0) {
        throw new IllegalArgumentException(meter + " is negative: " + quantity);
      }
      if (quantity.signum() == 0) {
        return this;
      }
      BigDecimal plain = plain(quantity);
      if (meter.kind().isTokens() && plain.scale() > 0) {
        throw new IllegalArgumentException(meter + " is no whole number: " + quantity);
      }
      quantities.merge(meter, plain, (a, b) -> plain(a.add(b)));
      return this;
    }

    /** Scale 0 for whole numbers, so that 100, 1E+2 and 99.5 + 0.5 are the same quantity. */
    private static BigDecimal plain(BigDecimal quantity) {
      if (quantity.scale() == 0) {
        return quantity;
      }
      BigDecimal stripped = quantity.stripTrailingZeros();
      return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    public Usage build() {
      return quantities.isEmpty() && NONE != null ? NONE : new Usage(new TreeMap<>(quantities));
    }
  }
}
