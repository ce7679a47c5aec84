/**
 * Mistral's API: text, audio, pages. Owns: what its usage figures mean. Does not own: the wire that
 * it shares with OpenAI's API. Start at {@link ai.meterr.providers.mistral.MistralApi}.
 */
@NullMarked
package ai.meterr.providers.mistral;

import org.jspecify.annotations.NullMarked;
