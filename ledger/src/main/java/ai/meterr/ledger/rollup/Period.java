package ai.meterr.ledger.rollup;

import java.time.Instant;

/**
 * @param starts its beginning
 */
public record Period(Grain grain, Instant starts) {}
