package ai.meterr.ledger.report;

import ai.meterr.event.Wire;

/**
 * What sums can be grouped and filtered by. Which combinations are kept is the business of the
 * cubes.
 */
public enum Dimension implements Wire {
  PROVIDER,
  MODEL,
  PROJECT,
  TEAM,
  USER,
  KEY,
  SESSION,
  FEATURE,
  ENVIRONMENT,
  OPERATION,
  SERVICE_TIER,
  STATUS
}
