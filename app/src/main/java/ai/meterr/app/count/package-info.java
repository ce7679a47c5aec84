/**
 * Counting tokens offline: which counter was asked for, files, lines of JSON. How counting works is
 * {@code ai.meterr.tokens}' business. Start at {@link ai.meterr.app.count.TextCounter}.
 */
@NullMarked
package ai.meterr.app.count;

import org.jspecify.annotations.NullMarked;
