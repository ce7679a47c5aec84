/**
 * xAI's API: chat, responses, images. Owns: what its usage figures mean. Does not own: the wire
 * that it shares with OpenAI's API. Start at {@link ai.meterr.providers.xai.XaiApi}.
 */
@NullMarked
package ai.meterr.providers.xai;

import org.jspecify.annotations.NullMarked;
