/**
 * Models deployed on Azure: OpenAI's, and others behind its model inference API. Owns: what its
 * usage figures mean. Does not own: the wire that it shares with OpenAI's API. Start at {@link
 * ai.meterr.providers.azure.AzureApi}.
 */
@NullMarked
package ai.meterr.providers.azure;

import org.jspecify.annotations.NullMarked;
