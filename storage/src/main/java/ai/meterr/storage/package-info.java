/**
 * PostgreSQL behind the ports of {@code core} and {@code ledger}. Owns: SQL, migrations, tenancy,
 * the embedded server. Does not own: what is counted how ({@code ledger.rollup}). Start at {@link
 * ai.meterr.storage.PostgresStore}.
 */
@NullMarked
package ai.meterr.storage;

import org.jspecify.annotations.NullMarked;
