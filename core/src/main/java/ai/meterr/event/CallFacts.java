package ai.meterr.event;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.tenancy.Attribution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call apart from what its answer told.
 *
 * @param requestWritten whether the whole request had gone out: from then on the provider may have
 *     worked
 * @param notes remarks of whoever carried the call
 */
public record CallFacts(
    EventId id,
    Instant time,
    ProviderId provider,
    @Nullable ModelId requestModel,
    Operation operation,
    EndpointKind endpoint,
    boolean streamed,
    @Nullable Integer httpStatus,
    Ending ending,
    boolean requestWritten,
    Source source,
    @Nullable Duration latency,
    @Nullable Duration timeToFirstToken,
    Attribution attribution,
    List<String> notes) {}
