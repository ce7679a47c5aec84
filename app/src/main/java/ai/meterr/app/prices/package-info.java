/**
 * Reads the price files into a price book. Owns: the form of the files in {@code prices/} ({@code
 * docs/reference/prices.md}). Does not own: which price applies ({@code ai.meterr.pricing}). Start
 * at {@link ai.meterr.app.prices.PriceFiles}.
 */
@NullMarked
package ai.meterr.app.prices;

import org.jspecify.annotations.NullMarked;
