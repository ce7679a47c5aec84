package ai.meterr.ledger.journal;

import ai.meterr.event.EventId;
import ai.meterr.tenancy.OrganizationId;

/** What an open record and its close record have in common. */
record CallKey(OrganizationId organization, EventId id) {}
