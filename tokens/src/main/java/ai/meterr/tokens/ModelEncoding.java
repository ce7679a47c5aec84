package ai.meterr.tokens;

/** What is known of a model's tokenizer. */
public sealed interface ModelEncoding {
  /**
   * The model's texts can be counted.
   *
   * @param encoding its own, or where the exactness says so, the nearest that is published
   */
  record Known(EncodingId encoding, Exactness exactness) implements ModelEncoding {}

  /** Nobody has said which encoding the model has; nothing is counted in its name. */
  record Unknown(String model) implements ModelEncoding {}
}
