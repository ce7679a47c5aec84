/**
 * The usage event: one billed attempt at a provider, and the facts that decide its status. Does not
 * own: its JSON or where it is kept ({@code ledger}). Start at {@link ai.meterr.event.UsageEvent}.
 */
@NullMarked
package ai.meterr.event;

import org.jspecify.annotations.NullMarked;
