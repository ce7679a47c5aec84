package ai.meterr.usage;

import java.util.Locale;

/** What is counted. The token classes are exclusive: an event's tokens are their sum. */
public enum MeterKind {
  INPUT(true),
  CACHE_READ(true),
  /** Written to a cache whose lifetime was not told. */
  CACHE_WRITE(true),
  CACHE_WRITE_5M(true),
  CACHE_WRITE_1H(true),
  OUTPUT(true),
  REASONING(true),
  REQUEST(false),
  WEB_SEARCH(false),
  SEARCH_UNIT(false),
  IMAGE(false),
  SECOND(false),
  CHARACTER(false),
  PAGE(false),
  SESSION(false),
  TOKEN_HOUR(false);

  private final boolean tokens;
  private final String wire = name().toLowerCase(Locale.ROOT);

  MeterKind(boolean tokens) {
    this.tokens = tokens;
  }

  /** Whether its unit is the token; prices of tokens are per 1,000,000, of all else per one. */
  public boolean isTokens() {
    return tokens;
  }

  /** Whether it is part of what a model was given to read: context bands count exactly these. */
  public boolean isInputSide() {
    return switch (this) {
      case INPUT, CACHE_READ, CACHE_WRITE, CACHE_WRITE_5M, CACHE_WRITE_1H -> true;
      default -> false;
    };
  }

  public String wire() {
    return wire;
  }
}
