/**
 * Providers and endpoints whose calls are forwarded and recorded unread. Owns: which of them may
 * cost money. Does not own: prices. Start at {@link
 * ai.meterr.providers.forwarded.ForwardedEndpoint}.
 */
@NullMarked
package ai.meterr.providers.forwarded;

import org.jspecify.annotations.NullMarked;
