/**
 * Meterr as its users see it: started as a process or through its one entry, called by real
 * clients, looked at in a browser. Start at {@link ai.meterr.app.e2e.Programs}.
 */
@NullMarked
package ai.meterr.app.e2e;

import org.jspecify.annotations.NullMarked;
