/**
 * The command line. Owns: names, options and exit statuses. Does not own: what a command does.
 * Start at {@link ai.meterr.app.commands.MeterrCommand}.
 */
@NullMarked
package ai.meterr.app.commands;

import org.jspecify.annotations.NullMarked;
