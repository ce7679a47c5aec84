/**
 * The price book. Owns: prices, the conditions that they hold under, and which one applies. Does
 * not own: the form of the files that prices are kept in ({@code app.prices}), receipts as others
 * see them ({@code cost}). Start at {@link ai.meterr.pricing.PriceBook}.
 */
@NullMarked
package ai.meterr.pricing;

import org.jspecify.annotations.NullMarked;
