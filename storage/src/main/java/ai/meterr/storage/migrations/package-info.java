/**
 * Migrations that SQL alone cannot do, beside those in SQL of the same name. Found by their
 * package; once released they do not change any more.
 */
@NullMarked
package ai.meterr.storage.migrations;

import org.jspecify.annotations.NullMarked;
