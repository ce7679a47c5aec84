package ai.meterr.pricing;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be priced.
 *
 * @param requestModel what was asked for
 * @param responseModel what answered; it decides the price where it is there and known
 * @param serviceTier the answer's own tier, as the provider writes it; null where it says none
 * @param region as in {@link ai.meterr.usage.Reading#region()}
 * @param time when the call began: prices, rollups and budgets go by it
 */
public record Charge(
    ProviderId provider,
    @Nullable ModelId requestModel,
    @Nullable ModelId responseModel,
    Operation operation,
    @Nullable String serviceTier,
    @Nullable String region,
    Usage usage,
    List<SubCall> subCalls,
    Instant time) {}
