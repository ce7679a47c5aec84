/**
 * How the control plane answers: JSON, problems, and which HTTP status each of them has. Start at
 * {@link ai.meterr.control.answer.Problem}.
 */
@NullMarked
package ai.meterr.control.answer;

import org.jspecify.annotations.NullMarked;
