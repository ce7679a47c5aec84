/**
 * What a usage costs, line by line. Does not own: prices or events. Start at {@link
 * ai.meterr.cost.CostResult}.
 */
@NullMarked
package ai.meterr.cost;

import org.jspecify.annotations.NullMarked;
