/**
 * What can be asked of the ledger: sums from rollups, single events, what is new. Start at {@link
 * ai.meterr.ledger.report.Reports}.
 */
@NullMarked
package ai.meterr.ledger.report;

import org.jspecify.annotations.NullMarked;
