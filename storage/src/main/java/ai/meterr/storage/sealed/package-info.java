/**
 * Sums packed: one row holds all lines of a cube and period. Owns their bytes. Does not own: when
 * rows are added, merged and sealed ({@code storage.ledger.Increments}) and who asks for them
 * ({@code storage.reports}). Start at {@link ai.meterr.storage.sealed.LineSums}, whose bytes {@link
 * ai.meterr.storage.sealed.PackedLines} reads.
 */
@NullMarked
package ai.meterr.storage.sealed;

import org.jspecify.annotations.NullMarked;
