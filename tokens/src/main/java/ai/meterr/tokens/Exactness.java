package ai.meterr.tokens;

/** How far a count can be trusted. Every count carries one. */
public sealed interface Exactness {
  /** The same as the provider's own tokenizer gives for the text. */
  record Exact() implements Exactness {}

  /** Told by the provider, asked over its API. */
  record ProviderApi() implements Exactness {}

  /**
   * Counted with another vocabulary and corrected by measurement.
   *
   * @param error mean absolute relative error that was measured: 0.02 is two percent
   */
  record Calibrated(double error) implements Exactness {
    public Calibrated {
      if (!(error >= 0)) {
        throw new IllegalArgumentException("an error is zero or more: " + error);
      }
    }
  }

  /** Counted with another vocabulary; how far off, nobody has measured. */
  record Estimate() implements Exactness {}

  /** The word that people and JSON get. */
  default String word() {
    return switch (this) {
      case Exact() -> "EXACT";
      case ProviderApi() -> "PROVIDER_API";
      case Calibrated any -> "CALIBRATED";
      case Estimate() -> "ESTIMATE";
    };
  }
}
