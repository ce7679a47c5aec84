/**
 * Organizations' own prices and the audit entries of their changes. Does not own: which price
 * applies ({@code pricing}). Start at {@link ai.meterr.storage.prices.PostgresPrices}.
 */
@NullMarked
package ai.meterr.storage.prices;

import org.jspecify.annotations.NullMarked;
