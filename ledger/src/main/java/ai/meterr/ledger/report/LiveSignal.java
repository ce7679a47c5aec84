package ai.meterr.ledger.report;

import ai.meterr.tenancy.OrganizationId;
import java.util.function.Consumer;

/**
 * Tells that an organization's ledger has grown; whoever listens then reads {@link Reports#since}.
 * Carries no data.
 */
public interface LiveSignal {
  /** The listener must not block. */
  AutoCloseable listen(Consumer<OrganizationId> listener);
}
