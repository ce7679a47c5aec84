package ai.meterr.ledger.report;

import ai.meterr.event.Wire;

/** Length of a period in an answer, in the zone of the question; weeks begin on Monday. */
public enum Bucket implements Wire {
  MINUTE,
  HOUR,
  DAY,
  WEEK,
  MONTH
}
