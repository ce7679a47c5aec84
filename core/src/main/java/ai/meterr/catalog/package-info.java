/**
 * Who answers which call: providers, models, operations. Does not own: how a provider's wire looks
 * ({@code providers}). Start at {@link ai.meterr.catalog.ProviderId}.
 */
@NullMarked
package ai.meterr.catalog;

import org.jspecify.annotations.NullMarked;
