/**
 * The price book. Owns: price rows, their conditions and which one applies. Does not own: summing a
 * receipt ({@code cost}). Start at {@link ai.meterr.pricing.PriceBook}.
 */
@NullMarked
package ai.meterr.pricing;

import org.jspecify.annotations.NullMarked;
