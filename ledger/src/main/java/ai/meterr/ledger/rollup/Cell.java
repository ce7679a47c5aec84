package ai.meterr.ledger.rollup;

import ai.meterr.tenancy.OrganizationId;
import java.time.Instant;

/**
 * One period of one series: where increments are added.
 *
 * @param starts the period's beginning
 */
public record Cell(OrganizationId organization, Grain grain, Instant starts, Series series) {}
