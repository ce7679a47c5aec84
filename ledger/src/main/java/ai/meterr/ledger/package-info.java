/**
 * What may never be lost. Owns: entries, how they get from the journal into the ledger, the ports
 * that a store fills. Does not own: SQL ({@code storage}), what a call costs ({@code core}). Start
 * at {@link ai.meterr.ledger.Tailer} and {@link ai.meterr.ledger.LedgerStore}; tests of journal,
 * JSON and tailer stand in {@code testkit}, whose kits they share with {@code storage}.
 */
@NullMarked
package ai.meterr.ledger;

import org.jspecify.annotations.NullMarked;
