/**
 * OpenAI's API: chat, responses, embeddings and what stands around them. Owns: its requests,
 * answers, errors, and what its usage figures mean; asking a stream for usage and hiding that
 * again. Does not own: prices. Start at {@link ai.meterr.providers.openai.OpenAiApi}.
 */
@NullMarked
package ai.meterr.providers.openai;

import org.jspecify.annotations.NullMarked;
