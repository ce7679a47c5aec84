package ai.meterr.tokens.chat;

import ai.meterr.tokens.EncodingId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * A count for a model whose tokenizer is not known: a weighted sum of {@link Features}, counted
 * with another vocabulary, with weights fitted from what the provider billed.
 */
public final class Calibration {
  /** Rounds of the fit; it stands still long before. */
  private static final int ROUNDS = 3_000;

  /** A call and what the provider billed for it. */
  public record Sample(Features features, long billed) {
    public Sample {
      if (billed <= 0) {
        throw new IllegalArgumentException("a billed count is above zero: " + billed);
      }
    }
  }

  private final EncodingId base;
  private final double[] weights;
  private final double error;

  private Calibration(EncodingId base, double[] weights, double error) {
    this.base = base;
    this.weights = weights;
    this.error = error;
  }

  /** One of each text's tokens, four a message, ten a tool: where nothing was measured yet. */
  public static Calibration plain(EncodingId base) {
    double[] weights = new double[Feature.COUNT];
    Arrays.fill(weights, 0, Feature.TEXT, 1);
    weights[Feature.SCHEMA.ordinal()] = 1;
    weights[Feature.CALL.ordinal()] = 1;
    weights[Feature.MESSAGE.ordinal()] = 4;
    weights[Feature.TOOL.ordinal()] = 10;
    weights[Feature.CONSTANT.ordinal()] = 3;
    return new Calibration(base, weights, 1);
  }

  /**
   * The same, fitted to samples: least squares of the relative error, no weight below zero. What
   * the samples say little of stays near what it was.
   *
   * @param trust how many samples' worth this calibration's own weights have; above 0
   */
  public Calibration fit(List<Sample> samples, double trust) {
    if (!(trust > 0)) {
      throw new IllegalArgumentException("trust is above zero: " + trust);
    }
    double[] fitted = weights.clone();
    double[] left = new double[samples.size()];
    for (int i = 0; i < left.length; i++) {
      Sample sample = samples.get(i);
      left[i] = 1 - sum(fitted, sample.features()) / sample.billed();
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Feature feature : Feature.values()) {
        step(samples, left, fitted, feature, trust);
      }
    }
    Calibration result = new Calibration(base, fitted, 0);
    return new Calibration(base, fitted, result.errorOn(samples));
  }

  /** Moves one weight to where it is best as long as the others stay. */
  private void step(
      List<Sample> samples, double[] left, double[] fitted, Feature feature, double trust) {
    int at = feature.ordinal();
    // a weight that is as far off as usual is as unlikely as a sample that is a tenth off
    double own = usual(feature);
    double stiffness = trust * 0.01 / (own * own);
    double pull = (weights[at] - fitted[at]) * stiffness;
    double mass = stiffness;
    for (int i = 0; i < left.length; i++) {
      double share = samples.get(i).features().amount(feature) / samples.get(i).billed();
      pull += share * left[i];
      mass += share * share;
    }
    double moved = Math.max(0, fitted[at] + pull / mass) - fitted[at];
    fitted[at] += moved;
    for (int i = 0; i < left.length; i++) {
      left[i] -= moved * samples.get(i).features().amount(feature) / samples.get(i).billed();
    }
  }

  /** How far providers are from {@link #plain}, about. */
  private static double usual(Feature feature) {
    return switch (feature) {
      case TOOLS, FORMAT -> 300;
      case TOOL -> 20;
      case CONSTANT -> 50;
      case MESSAGE -> 3;
      case SCHEMA, CALL -> 0.4;
      default -> 0.15;
    };
  }

  /** Mean absolute relative error on samples, such as those that were held out: 0.02 is 2 %. */
  public double errorOn(List<Sample> samples) {
    return samples.stream()
        .mapToDouble(
            sample ->
                Math.abs(count(sample.features()) - sample.billed()) / (double) sample.billed())
        .average()
        .orElse(0);
  }

  /** The same weights with an error that was measured on other samples than they were fitted to. */
  public Calibration withError(double measured) {
    return new Calibration(base, weights, measured);
  }

  /** Tokens of what has these features. */
  public long count(Features features) {
    return Math.round(sum(weights, features));
  }

  private static double sum(double[] weights, Features features) {
    double sum = 0;
    for (Feature feature : Feature.values()) {
      sum += weights[feature.ordinal()] * features.amount(feature);
    }
    return sum;
  }

  /** The vocabulary that features are counted with. */
  public EncodingId base() {
    return base;
  }

  /** Mean absolute relative error that was measured. */
  public double error() {
    return error;
  }

  /** {@code base error weight …}, the weights in the order of {@link Feature}. */
  public String text() {
    var words = new StringJoiner(" ").add(base.name()).add(decimal(error));
    for (double weight : weights) {
      words.add(decimal(weight));
    }
    return words.toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException where it is not that
   */
  public static Calibration parse(String text) {
    String[] words = text.strip().split(" +", -1);
    if (words.length != 2 + Feature.COUNT) {
      throw new IllegalArgumentException("a calibration has " + (2 + Feature.COUNT) + " words");
    }
    double[] weights = Arrays.stream(words).skip(2).mapToDouble(Double::parseDouble).toArray();
    return new Calibration(new EncodingId(words[0]), weights, Double.parseDouble(words[1]));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
