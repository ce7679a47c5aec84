/**
 * Perplexity's API. Owns: what its usage figures mean. Does not own: the wire that it shares with
 * OpenAI's API. Start at {@link ai.meterr.providers.perplexity.PerplexityApi}.
 */
@NullMarked
package ai.meterr.providers.perplexity;

import org.jspecify.annotations.NullMarked;
