/**
 * Single entries: where they are kept, found again, and how they get there. Owns: the port that a
 * raw log fills, the second pass that brings entries to a raw log outside of the ledger's database,
 * and which of an event's entries stands. Does not own: sums ({@code ledger.rollup}), SQL and
 * DynamoDB ({@code storage}). Start at {@link ai.meterr.ledger.rawlog.RawLog} and {@link
 * ai.meterr.ledger.rawlog.SecondPass}.
 */
@NullMarked
package ai.meterr.ledger.rawlog;

import org.jspecify.annotations.NullMarked;
