/**
 * {@code /api/v1/live}: events as they reach the ledger, to many listening clients. Does not own:
 * when the ledger has grown ({@link ai.meterr.ledger.report.LiveSignal}). Start at {@link
 * ai.meterr.control.live.LiveFeed}.
 */
@NullMarked
package ai.meterr.control.live;

import org.jspecify.annotations.NullMarked;
