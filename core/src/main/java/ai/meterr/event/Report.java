package ai.meterr.event;

import ai.meterr.usage.Reading;

/**
 * What a program says of a call that it made itself, or that it knows of: the answer's figures are
 * as it read them.
 *
 * @param usageSource whose figures they are; {@code NONE} and {@code UNKNOWN} come without any
 * @param requestId groups the attempts of one request; the event's own id where there is one only
 * @param attempt counts from 1
 */
public record Report(
    CallFacts call, Reading reading, UsageSource usageSource, String requestId, int attempt) {
  public Report {
    boolean silent = usageSource == UsageSource.NONE || usageSource == UsageSource.UNKNOWN;
    if (silent && !reading.usage().isEmpty()) {
      throw new IllegalArgumentException("usage whose source is " + usageSource.wire());
    }
  }
}
