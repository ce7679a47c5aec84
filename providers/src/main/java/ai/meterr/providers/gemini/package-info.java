/**
 * Google's Gemini API: content, embeddings, interactions. Owns: its requests, answers, errors, and
 * what its usage figures mean. Does not own: prices. Start at {@link
 * ai.meterr.providers.gemini.GeminiApi}.
 */
@NullMarked
package ai.meterr.providers.gemini;

import org.jspecify.annotations.NullMarked;
