package ai.meterr.event;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.money.Money;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One billed attempt at a provider: the contract's Event, the same wherever it appears.
 *
 * @param requestId groups the attempts of one request; the first attempt's event id
 * @param attempt counts from 1
 * @param time when the call began
 * @param region where the call was served, where that changes the price and the answer told it; as
 *     the provider writes it
 * @param httpStatus null where no answer came
 * @param facts the three facts that {@code status} follows from
 * @param cost null when not known; never zero for want of knowledge
 * @param price null unless priced or free
 * @param providerCost what the provider itself stated; kept beside ours, never mixed
 * @param latency in whole milliseconds: what is finer is dropped
 * @param timeToFirstToken in whole milliseconds; null where the answer was not streamed or had none
 */
public record UsageEvent(
    EventId id,
    String requestId,
    int attempt,
    Instant time,
    ProviderId provider,
    @Nullable ModelId requestModel,
    @Nullable ModelId responseModel,
    Operation operation,
    @Nullable String serviceTier,
    @Nullable String region,
    boolean streamed,
    @Nullable Integer httpStatus,
    Facts facts,
    Status status,
    Usage usage,
    @Nullable Money cost,
    List<Line> lines,
    @Nullable PriceRef price,
    List<PricedSubCall> subCalls,
    @Nullable Money providerCost,
    Source source,
    List<String> notes,
    @Nullable String providerResponseId,
    @Nullable Duration latency,
    @Nullable Duration timeToFirstToken,
    Attribution attribution) {

  public UsageEvent {
    lines = List.copyOf(lines);
    subCalls = List.copyOf(subCalls);
    notes = List.copyOf(notes);
    latency = wholeMillis(latency);
    timeToFirstToken = wholeMillis(timeToFirstToken);
  }

  public record Facts(Ending ending, UsageSource usageSource, PricingState pricing) {}

  private static @Nullable Duration wholeMillis(@Nullable Duration duration) {
    return duration == null ? null : duration.truncatedTo(ChronoUnit.MILLIS);
  }

  /** The model that the event is shown under: what answered, else what was asked for. */
  public @Nullable ModelId model() {
    return responseModel != null ? responseModel : requestModel;
  }

  /** The same event, attributed otherwise. */
  public UsageEvent with(Attribution other) {
    return with(source, other);
  }

  /** The same event, told by another source. */
  public UsageEvent with(Source other) {
    return with(other, attribution);
  }

  private UsageEvent with(Source otherSource, Attribution otherAttribution) {
    return new UsageEvent(
        id,
        requestId,
        attempt,
        time,
        provider,
        requestModel,
        responseModel,
        operation,
        serviceTier,
        region,
        streamed,
        httpStatus,
        facts,
        status,
        usage,
        cost,
        lines,
        price,
        subCalls,
        providerCost,
        otherSource,
        notes,
        providerResponseId,
        latency,
        timeToFirstToken,
        otherAttribution);
  }
}
