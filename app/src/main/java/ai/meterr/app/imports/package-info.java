/**
 * Recorded traffic becomes events without a server. Owns: how records look. Does not own: how usage
 * is read ({@code providers}) or booked ({@code core}). Start at {@link
 * ai.meterr.app.imports.HttpJsonlImport}.
 */
@NullMarked
package ai.meterr.app.imports;

import org.jspecify.annotations.NullMarked;
