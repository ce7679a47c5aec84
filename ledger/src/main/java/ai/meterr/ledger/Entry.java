package ai.meterr.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.journal.Position;
import ai.meterr.tenancy.OrganizationId;

/**
 * What the ledger keeps of one event.
 *
 * @param position where its record ends in the journal: with the journal's id it names the entry,
 *     so that nothing is ever counted twice
 */
public record Entry(OrganizationId organization, Position position, UsageEvent event) {}
