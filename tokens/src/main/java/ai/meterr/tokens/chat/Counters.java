package ai.meterr.tokens.chat;

import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.Encodings;
import ai.meterr.tokens.Exactness;
import ai.meterr.tokens.ModelEncoding;
import ai.meterr.tokens.ModelEncodings;
import java.util.Optional;

/** Finds how a model's tokens are counted. One for the process; for any number of threads. */
public final class Counters {
  private final Encodings encodings;
  private final ModelEncodings models;
  private final Calibrations calibrations;

  public Counters(Encodings encodings, ModelEncodings models, Calibrations calibrations) {
    this.encodings = encodings;
    this.models = models;
    this.calibrations = calibrations;
  }

  /** With what comes with the library. */
  public static Counters bundled() {
    return new Counters(Encodings.bundled(), ModelEncodings.published(), Calibrations.bundled());
  }

  /** The counter of a model; empty where neither a vocabulary nor a calibration is known. */
  public Optional<ModelCounter> find(String model) {
    Optional<Calibration> calibration = calibrations.of(model);
    Optional<Encoding> base = calibration.map(fitted -> encodings.get(fitted.base()));
    return switch (models.of(model)) {
      case ModelEncoding.Known(var id, var exactness) -> {
        Encoding own = encodings.get(id);
        yield Optional.of(new ModelCounter(model, own, exactness, calibration, base.orElse(own)));
      }
      case ModelEncoding.Unknown any ->
          base.map(
              only -> new ModelCounter(model, only, new Exactness.Estimate(), calibration, only));
    };
  }

  public Encodings encodings() {
    return encodings;
  }
}
