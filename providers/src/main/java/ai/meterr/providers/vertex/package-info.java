/**
 * Models on Google's Vertex AI: Gemini and embeddings, and Anthropic's Claude as a provider of its
 * own. Owns: paths that name project, location and model, and predict. Does not own: what Gemini's
 * and Claude's answers mean (gemini, anthropic), signing in, prices. Start at {@link
 * ai.meterr.providers.vertex.VertexApi}.
 */
@NullMarked
package ai.meterr.providers.vertex;

import org.jspecify.annotations.NullMarked;
