/**
 * What things cost: the models of the price book, the receipt of a usage, an organization's own
 * prices, and what has no price. Does not own: which price applies ({@code pricing}). Start at
 * {@link ai.meterr.control.prices.PriceAnswers}.
 */
@NullMarked
package ai.meterr.control.prices;

import org.jspecify.annotations.NullMarked;
