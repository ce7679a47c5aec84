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
 * @param responseModel what answered: it is what the provider bills, known to us or not
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
    Instant time) {

  /**
   * What answered, else what was asked for; null where neither is told. What answered is never
   * priced as what was asked for: an alias may have moved to a snapshot with another price.
   */
  public @Nullable ModelId billedModel() {
    return responseModel != null ? responseModel : requestModel;
  }
}
