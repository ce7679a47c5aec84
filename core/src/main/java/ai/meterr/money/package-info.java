/**
 * Exact money. Owns: amounts and their currency. Does not own: what something costs ({@code
 * pricing}, {@code cost}). Start at {@link ai.meterr.money.Money}.
 */
@NullMarked
package ai.meterr.money;

import org.jspecify.annotations.NullMarked;
