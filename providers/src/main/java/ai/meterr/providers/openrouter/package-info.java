/**
 * OpenRouter's API. Owns: what its usage figures mean. Does not own: the wire that it shares with
 * OpenAI's API. Start at {@link ai.meterr.providers.openrouter.OpenRouterApi}.
 */
@NullMarked
package ai.meterr.providers.openrouter;

import org.jspecify.annotations.NullMarked;
