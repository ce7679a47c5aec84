/**
 * Counting what a provider is sent: messages, tools, images. Owns: the parts of a conversation that
 * cost tokens, what each provider adds around them, and fitting that from what was billed. Does not
 * own: how a provider's JSON is read. Start at {@link ai.meterr.tokens.chat.Counters}.
 */
@NullMarked
package ai.meterr.tokens.chat;

import org.jspecify.annotations.NullMarked;
