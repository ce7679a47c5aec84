/**
 * The program. Owns: commands, configuration, and who implements what ({@link
 * ai.meterr.app.Wiring}). Does not own: anything that a command does. Start at {@link
 * ai.meterr.app.Main}.
 */
@NullMarked
package ai.meterr.app;

import org.jspecify.annotations.NullMarked;
