/**
 * {@code /api/v1/events}: single events and their receipts. Does not own: an event's JSON ({@code
 * ledger.json}). Start at {@link ai.meterr.control.events.EventAnswers}.
 */
@NullMarked
package ai.meterr.control.events;

import org.jspecify.annotations.NullMarked;
