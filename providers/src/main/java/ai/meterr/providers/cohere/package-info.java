/**
 * Cohere's API, versions 1 and 2. Owns: its requests and answers, and what its billed units mean.
 * Does not own: prices. Start at {@link ai.meterr.providers.cohere.CohereApi}.
 */
@NullMarked
package ai.meterr.providers.cohere;

import org.jspecify.annotations.NullMarked;
