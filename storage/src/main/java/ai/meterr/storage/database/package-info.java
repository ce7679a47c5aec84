/**
 * Connections: as which role, for which organization. Nothing else in this module opens one. Start
 * at {@link ai.meterr.storage.database.Tenancy}.
 */
@NullMarked
package ai.meterr.storage.database;

import org.jspecify.annotations.NullMarked;
