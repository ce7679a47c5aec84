/**
 * How entries are summed. Owns the rules: cubes, grains, what an entry adds to which line, and
 * which periods answer a question. Pure code; the rows are kept by {@code storage}. Start at {@link
 * ai.meterr.ledger.rollup.Rollup}.
 */
@NullMarked
package ai.meterr.ledger.rollup;

import org.jspecify.annotations.NullMarked;
