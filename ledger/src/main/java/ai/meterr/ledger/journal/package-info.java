/**
 * The append-only file that every call is written to before its answer ends. Owns: segments,
 * records, syncing, recovery. Does not own: what becomes of a record ({@code ledger}). Start at
 * {@code Journal}.
 */
@NullMarked
package ai.meterr.ledger.journal;

import org.jspecify.annotations.NullMarked;
