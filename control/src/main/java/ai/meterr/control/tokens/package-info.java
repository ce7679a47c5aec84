/**
 * {@code POST /api/v1/tokens/count}: counts what somebody would send and says what that would cost.
 * Needs no sign-in, and so has limits of its own. How tokens are counted is {@code
 * ai.meterr.tokens}' business. Start at {@link ai.meterr.control.tokens.CountAnswers}.
 */
@NullMarked
package ai.meterr.control.tokens;

import org.jspecify.annotations.NullMarked;
