/**
 * What tests share: contract kits for the ports, sample events, clocks, faults. Test scope only.
 * The ledger's own tests stand in this module too, because they need the kit and the kit needs the
 * ledger. Start at {@link ai.meterr.testkit.LedgerStoreContract}.
 */
@NullMarked
package ai.meterr.testkit;

import org.jspecify.annotations.NullMarked;
