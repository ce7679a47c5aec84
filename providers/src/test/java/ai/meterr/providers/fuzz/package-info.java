/**
 * Arbitrary bytes for every reader of answers and requests. Owns: the target that a fuzzer drives,
 * and its bounded run among the tests. Does not own: what the readers must find in well-formed
 * answers. Start at {@link ai.meterr.providers.fuzz.ReaderFuzz}.
 */
@NullMarked
package ai.meterr.providers.fuzz;

import org.jspecify.annotations.NullMarked;
