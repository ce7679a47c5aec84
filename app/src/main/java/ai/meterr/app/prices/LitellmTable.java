package ai.meterr.app.prices;

import ai.meterr.catalog.ProviderId;
import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * {@code model_prices_and_context_window.json} of LiteLLM: a key for each model, with a prefix of
 * the provider, and amounts per token. <a href="https://github.com/BerriAI/litellm">Source</a>.
 */
final class LitellmTable implements PublicTable {
  private static final int MILLION = 6;
  private static final Map<String, String> PREFIXES =
      Map.of(
          "openai", "",
          "anthropic", "",
          "together", "together_ai/",
          "fireworks", "fireworks_ai/",
          "alibaba", "dashscope/");
  private static final Map<String, Meter> METERS =
      Map.of(
          "input_cost_per_token", Meter.INPUT,
          "cache_read_input_token_cost", Meter.CACHE_READ,
          "output_cost_per_token", Meter.OUTPUT);

  private final JsonNode models;

  LitellmTable(JsonNode models) {
    this.models = models;
  }

  @Override
  public String name() {
    return "litellm";
  }

  @Override
  public Map<Meter, BigDecimal> prices(ProviderId provider, String model) {
    String prefix = PREFIXES.getOrDefault(provider.name(), provider.name() + "/");
    JsonNode entry = models.path(prefix + model);
    Map<Meter, BigDecimal> prices = new HashMap<>();
    METERS.forEach(
        (field, meter) -> {
          if (entry.path(field).isNumber()) {
            prices.put(meter, entry.path(field).decimalValue().movePointRight(MILLION));
          }
        });
    return prices;
  }
}
