/**
 * How entries are summed: grains, cubes, increments. Owns the rules; the rows are kept by {@code
 * storage}.
 */
@NullMarked
package ai.meterr.ledger.rollup;

import org.jspecify.annotations.NullMarked;
