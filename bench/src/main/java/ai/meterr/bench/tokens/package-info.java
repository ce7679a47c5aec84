/**
 * How fast tokens are counted, beside the fastest counters there are. Start at {@link
 * ai.meterr.bench.tokens.TokensBench}.
 */
@NullMarked
package ai.meterr.bench.tokens;

import org.jspecify.annotations.NullMarked;
