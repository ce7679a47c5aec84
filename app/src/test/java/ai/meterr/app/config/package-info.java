/** What the operator may say, name by name. Start at {@link ai.meterr.app.config.Settings}. */
@NullMarked
package ai.meterr.app.config;

import org.jspecify.annotations.NullMarked;
