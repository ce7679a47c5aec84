/**
 * Meterr as a process of its own, for tests and benchmarks that kill it, stop it or measure it.
 * Start at {@link ai.meterr.testkit.process.Forked}.
 */
@NullMarked
package ai.meterr.testkit.process;

import org.jspecify.annotations.NullMarked;
