package ai.meterr.ledger.identity;

import ai.meterr.event.Source;
import ai.meterr.ledger.Arrival;

/**
 * Who reports a call. The gateway is two: an exchange that made a provider work, and one that only
 * fetched an answer made earlier.
 */
public record Reporter(Source source, boolean looksBack) {
  /** A call that the gateway forwarded: two of them are always two calls. */
  public static final Reporter EXCHANGE = new Reporter(Source.GATEWAY, false);

  private static final int LOOKS_BACK = 64;

  public static Reporter of(Arrival arrival) {
    return new Reporter(arrival.event().source(), arrival.looksBack());
  }

  /** Stands in storage; never changes. */
  public int code() {
    int source =
        switch (this.source) {
          case PROVIDER -> 0;
          case GATEWAY -> 1;
          case SDK -> 2;
          case OTLP -> 3;
          case IMPORT -> 4;
          case ESTIMATE -> 5;
        };
    return looksBack ? source + LOOKS_BACK : source;
  }

  public static Reporter of(int code) {
    for (Source source : Source.values()) {
      Reporter plain = new Reporter(source, false);
      if (plain.code() == code % LOOKS_BACK) {
        return new Reporter(source, code >= LOOKS_BACK);
      }
    }
    throw new IllegalArgumentException("no reporter has the code " + code);
  }
}
