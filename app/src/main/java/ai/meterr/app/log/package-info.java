/**
 * Where log lines go and how they look. Owns nothing else; what is logged is decided where it
 * happens, and is never a key, a prompt or an answer. Start at {@link ai.meterr.app.log.Logs}.
 */
@NullMarked
package ai.meterr.app.log;

import org.jspecify.annotations.NullMarked;
