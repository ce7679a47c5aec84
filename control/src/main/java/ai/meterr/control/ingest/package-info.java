/**
 * {@code POST /api/v1/events}: what programs report of calls that they made themselves. Owns: how
 * events may be sent and what of them is believed. Does not own: what they cost ({@code core}), how
 * they get into the ledger ({@link ai.meterr.ledger.Ingest}). Start at {@link
 * ai.meterr.control.ingest.IngestAnswers}.
 */
@NullMarked
package ai.meterr.control.ingest;

import org.jspecify.annotations.NullMarked;
