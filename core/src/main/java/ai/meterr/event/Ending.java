package ai.meterr.event;

/** How the exchange ended, as the client's side of Meterr saw it. */
public enum Ending implements Wire {
  /** The frame that ends the answer was released to the client. */
  COMPLETED,
  /** An error status, or an error inside a stream. */
  PROVIDER_ERROR,
  /** The client closed first, at any time before. */
  CLIENT_LEFT,
  /** The provider broke off after its head. */
  PROVIDER_BROKE,
  METERR_DIED,
  /** Refused, closed or timed out before the answer's head. */
  NO_ANSWER
}
