/**
 * What every room must do, as tests. Owns: the cases, fixtures as recordings, bytes in pieces.
 * Start at {@link ai.meterr.providers.kit.ProviderApiContract}.
 */
@NullMarked
package ai.meterr.providers.kit;

import org.jspecify.annotations.NullMarked;
