/**
 * Ollama's API, its own and the compatible one. Owns: what its usage figures mean. Does not own:
 * the wire that it shares with OpenAI's API. Start at {@link ai.meterr.providers.ollama.OllamaApi}.
 */
@NullMarked
package ai.meterr.providers.ollama;

import org.jspecify.annotations.NullMarked;
