package ai.meterr.ledger.identity;

import ai.meterr.ledger.journal.Position;
import ai.meterr.tenancy.OrganizationId;
import java.time.Instant;

/**
 * Names an {@link ai.meterr.ledger.Entry} that adds.
 *
 * @param journal the store's number of the journal that it came in with
 * @param time of the event: where entries of that time are kept
 */
public record EntryName(
    OrganizationId organization, int journal, Position position, Instant time) {}
