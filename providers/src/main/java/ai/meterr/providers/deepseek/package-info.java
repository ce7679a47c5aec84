/**
 * DeepSeek's API. Owns: what its usage figures mean. Does not own: the wire that it shares with
 * OpenAI's API. Start at {@link ai.meterr.providers.deepseek.DeepSeekApi}.
 */
@NullMarked
package ai.meterr.providers.deepseek;

import org.jspecify.annotations.NullMarked;
