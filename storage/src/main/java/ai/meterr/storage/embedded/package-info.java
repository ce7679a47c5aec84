/**
 * A PostgreSQL of Meterr's own in the data folder: unpacked, made, started, stopped. Owns: its
 * process and files. Does not own: what is in it. Start at {@link
 * ai.meterr.storage.embedded.EmbeddedPostgres}.
 */
@NullMarked
package ai.meterr.storage.embedded;

import org.jspecify.annotations.NullMarked;
