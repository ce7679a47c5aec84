/**
 * One room per provider API. Owns: how each provider's requests, answers, streams and errors look,
 * and what its usage figures mean. Does not own: connections ({@code proxy}), prices ({@code
 * core}). Start at {@link ai.meterr.providers.ProviderApi}; {@link ai.meterr.providers.Providers}
 * lists the rooms.
 */
@NullMarked
package ai.meterr.providers;

import org.jspecify.annotations.NullMarked;
