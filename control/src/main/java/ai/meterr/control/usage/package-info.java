/**
 * {@code /api/v1/usage}: sums over events. Does not own: how they are summed ({@code ledger.report}
 * and {@code storage}). Start at {@link ai.meterr.control.usage.UsageAnswers}.
 */
@NullMarked
package ai.meterr.control.usage;

import org.jspecify.annotations.NullMarked;
