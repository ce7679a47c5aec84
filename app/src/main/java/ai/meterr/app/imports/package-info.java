/**
 * Files that others made become events: recorded HTTP traffic, browsers' archives, exported events.
 * Owns: how such files look, and sending what they hold to a Meterr. Does not own: how usage is
 * read ({@code providers}) or booked ({@code core}). Start at {@link
 * ai.meterr.app.imports.ImportFormat}.
 */
@NullMarked
package ai.meterr.app.imports;

import org.jspecify.annotations.NullMarked;
