/**
 * Reads what the operator says: environment, file, defaults. The only place that does. Start at
 * {@link ai.meterr.app.config.Settings}.
 */
@NullMarked
package ai.meterr.app.config;

import org.jspecify.annotations.NullMarked;
