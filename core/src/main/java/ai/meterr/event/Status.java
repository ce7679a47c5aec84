package ai.meterr.event;

/** What an event is worth in a sum. The order is that of the contract: the first that fits. */
public enum Status implements Wire {
  /** Answered, and the provider bills nothing: errors, counting endpoints. */
  NOT_BILLED,
  /** The request was never written in full: nothing to bill. */
  FAILED,
  /** Meterr died while the call ran. */
  INTERRUPTED,
  /** It may have cost money and nobody can say how much. */
  UNKNOWN,
  UNPRICED,
  ESTIMATED,
  /** A known endpoint without usage: models, files. */
  NO_USAGE,
  /** Also what is free, with cost 0. */
  PRICED
}
