/**
 * One room per provider API. Owns: how each provider's requests, answers, streams and errors look,
 * what its usage figures mean, and which path is whose. Does not own: connections ({@code proxy}),
 * prices ({@code core}). Start at {@link ai.meterr.providers.ProviderApi}; {@link
 * ai.meterr.providers.Providers} lists the rooms.
 *
 * <p>A new room is a package with a {@code ProviderApi} (its endpoints in an {@link
 * ai.meterr.providers.EndpointTable}), an {@link ai.meterr.providers.answer.Transcript} for each
 * kind of answer, fixtures written by hand in {@code src/test/resources/fixtures}, a test that
 * extends {@code ProviderApiContract}, and a line in {@code Providers}. {@code anthropic} is the
 * smallest to copy.
 */
@NullMarked
package ai.meterr.providers;

import org.jspecify.annotations.NullMarked;
