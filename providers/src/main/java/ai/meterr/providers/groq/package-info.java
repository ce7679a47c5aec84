/**
 * Groq's API. Owns: what its usage figures mean. Does not own: the wire that it shares with
 * OpenAI's API. Start at {@link ai.meterr.providers.groq.GroqApi}.
 */
@NullMarked
package ai.meterr.providers.groq;

import org.jspecify.annotations.NullMarked;
