/**
 * The whole database in one file, and back: all tables of one moment, with the journals' offsets,
 * so that journals that are still there catch up by themselves. Knows no table by name: what a
 * migration adds is in the next backup. Start at {@link ai.meterr.storage.backup.Backup}.
 */
@NullMarked
package ai.meterr.storage.backup;

import org.jspecify.annotations.NullMarked;
