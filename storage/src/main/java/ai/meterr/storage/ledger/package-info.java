/**
 * The ledger in PostgreSQL: batches in, rollups kept, days made, checked. Start at {@link
 * ai.meterr.storage.ledger.PostgresLedgerStore}.
 */
@NullMarked
package ai.meterr.storage.ledger;

import org.jspecify.annotations.NullMarked;
