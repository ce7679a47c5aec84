/** The control plane over real HTTP, with ports kept in memory. Start at {@code ContractTest}. */
@NullMarked
package ai.meterr.control;

import org.jspecify.annotations.NullMarked;
