/**
 * {@code ./meterr bench faults}: Meterr runs under load, something breaks, and then what the
 * provider wrote down, what the clients got and what the ledger holds must agree, call by call.
 * Start at {@link ai.meterr.bench.faults.Trial}; {@link ai.meterr.bench.faults.Judge} says what
 * must hold, {@link ai.meterr.bench.faults.Fault} what can break.
 */
@NullMarked
package ai.meterr.bench.faults;

import org.jspecify.annotations.NullMarked;
