/**
 * Answers from the ledger in PostgreSQL: sums from rollups, events from the raw log. Start at
 * {@link ai.meterr.storage.reports.PostgresReports}.
 */
@NullMarked
package ai.meterr.storage.reports;

import org.jspecify.annotations.NullMarked;
