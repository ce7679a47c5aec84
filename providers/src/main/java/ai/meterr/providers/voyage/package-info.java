/**
 * Voyage's API: embeddings and rerank. Owns: what its usage figures mean. Does not own: the wire
 * that it shares with OpenAI's API. Start at {@link ai.meterr.providers.voyage.VoyageApi}.
 */
@NullMarked
package ai.meterr.providers.voyage;

import org.jspecify.annotations.NullMarked;
