/**
 * Benchmarks that anyone can run: {@code ./meterr bench NAME}. Each compares with a named peer in
 * the same run, for machines differ and are noisy. What breaks Meterr on purpose has a package of
 * its own. Start at {@link ai.meterr.bench.Main}.
 */
@NullMarked
package ai.meterr.bench;

import org.jspecify.annotations.NullMarked;
