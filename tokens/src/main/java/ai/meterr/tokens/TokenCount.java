package ai.meterr.tokens;

/**
 * A count and what it is worth.
 *
 * @param tokens zero or more
 * @param encoding what it was counted with
 */
public record TokenCount(long tokens, EncodingId encoding, Exactness exactness) {
  public TokenCount {
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens are zero or more: " + tokens);
    }
  }
}
