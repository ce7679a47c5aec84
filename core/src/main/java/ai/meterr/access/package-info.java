/**
 * Who may do what: Meterr keys, people, provider credentials. Owns the ports behind which they are
 * kept. Start at {@link ai.meterr.access.MeterrKey}.
 */
@NullMarked
package ai.meterr.access;

import org.jspecify.annotations.NullMarked;
