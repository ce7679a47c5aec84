/**
 * The path of a call: identify, read, open, forward, meter, close. Owns: who may call, what goes
 * upstream, what is released to the client and when. Does not own: bytes and connections ({@code
 * proxy}), how a provider's wire looks ({@code providers}), the journal's file ({@code ledger}).
 * Start at {@link ai.meterr.gateway.Gateway}.
 */
@NullMarked
package ai.meterr.gateway;

import org.jspecify.annotations.NullMarked;
