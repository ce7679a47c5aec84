/**
 * The JSON of an event: the same in the journal, the API, live, imports and exports. Start at
 * {@code EventJson}.
 */
@NullMarked
package ai.meterr.ledger.json;

import org.jspecify.annotations.NullMarked;
