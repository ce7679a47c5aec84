package ai.meterr.control;

import ai.meterr.access.KeyDirectory;
import ai.meterr.access.People;
import ai.meterr.event.EventId;
import ai.meterr.ledger.Ingest;
import ai.meterr.ledger.report.LiveSignal;
import ai.meterr.ledger.report.Reports;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.PriceKeeping;
import ai.meterr.pricing.Pricers;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.tokens.chat.Counters;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the control plane asks.
 *
 * @param zones an organization's zone, for callers that come with a key
 * @param ledgerLag empty where it is not known just now
 * @param rawLogLag how far single events are behind the sums; empty where both are written at once
 * @param ids names a failure in an answer and in the log; any random UUID
 * @param pricers prices what programs report
 * @param prices the list: the models that there are, and what somebody who counts tokens would pay
 * @param eventIds names reported events that came without a name
 */
public record Ports(
    Reports reports,
    LiveSignal liveSignal,
    People people,
    KeyDirectory keys,
    Function<OrganizationId, ZoneId> zones,
    Supplier<Optional<LedgerLag>> ledgerLag,
    Supplier<Optional<LedgerLag>> rawLogLag,
    InstantSource clock,
    Supplier<UUID> ids,
    Ingest ingest,
    Pricers pricers,
    PriceBook prices,
    PriceKeeping priceKeeping,
    Supplier<EventId> eventIds,
    Counters counters) {}
