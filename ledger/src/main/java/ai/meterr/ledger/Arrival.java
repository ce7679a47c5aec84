package ai.meterr.ledger;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.journal.Position;
import ai.meterr.tenancy.OrganizationId;

/**
 * What a journal brings: what one source says of one call. The store finds out whether the call is
 * known already, and makes {@link Entry entries} of it, or none.
 *
 * @param position where its record ends in the journal: with the journal's id it names the arrival,
 *     so that nothing is ever counted twice
 * @param looksBack whether the exchange only returned an answer that was made earlier
 */
public record Arrival(
    OrganizationId organization, Position position, UsageEvent event, boolean looksBack) {

  public Arrival(OrganizationId organization, Position position, UsageEvent event) {
    this(organization, position, event, false);
  }
}
