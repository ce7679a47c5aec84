/**
 * Events as files for other programs: CSV, JSON lines, Parquet. Owns which columns an event has as
 * a row and how each format writes them; not which events are asked for, nor where the bytes go.
 * Begin at {@link ai.meterr.control.export.ExportFormat}.
 */
@NullMarked
package ai.meterr.control.export;

import org.jspecify.annotations.NullMarked;
