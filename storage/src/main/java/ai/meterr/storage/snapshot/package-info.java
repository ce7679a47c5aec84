/**
 * What a node serves from while its database is away: keys and sealed provider credentials, kept in
 * memory and in one encrypted file. Owns how they are kept, how old they may be, and when the
 * database counts as away. Does not own the calls that are served. Start at {@link
 * ai.meterr.storage.snapshot.Standby}.
 */
@NullMarked
package ai.meterr.storage.snapshot;

import org.jspecify.annotations.NullMarked;
