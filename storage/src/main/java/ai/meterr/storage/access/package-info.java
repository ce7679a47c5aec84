/**
 * Keys, people and provider credentials in PostgreSQL. Owns: how secrets are kept. Start at {@link
 * ai.meterr.storage.access.Organizations}.
 */
@NullMarked
package ai.meterr.storage.access;

import org.jspecify.annotations.NullMarked;
