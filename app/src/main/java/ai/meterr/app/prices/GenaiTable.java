package ai.meterr.app.prices;

import ai.meterr.catalog.ProviderId;
import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The data of genai-prices: providers, their models, and amounts per 1,000,000 tokens, some of them
 * dated. Prices by the hour are left out. <a
 * href="https://github.com/pydantic/genai-prices">Source</a>.
 */
final class GenaiTable implements PublicTable {
  private static final Map<String, String> NAMES =
      Map.of(
          "gemini", "google",
          "xai", "x-ai",
          "moonshot", "moonshotai",
          "voyage", "voyageai");
  private static final Map<String, Meter> METERS =
      Map.of(
          "input_mtok", Meter.INPUT,
          "cache_read_mtok", Meter.CACHE_READ,
          "output_mtok", Meter.OUTPUT);

  private final JsonNode providers;
  private final LocalDate today;

  GenaiTable(JsonNode providers, LocalDate today) {
    this.providers = providers;
    this.today = today;
  }

  @Override
  public String name() {
    return "genai-prices";
  }

  @Override
  public Map<Meter, BigDecimal> prices(ProviderId provider, String model) {
    String name = NAMES.getOrDefault(provider.name(), provider.name());
    for (JsonNode entry : providers.path(name).path("models")) {
      if (matches(entry.path("match"), model)) {
        return amounts(current(entry.path("prices")));
      }
    }
    return Map.of();
  }

  private static boolean matches(JsonNode rule, String model) {
    for (JsonNode part : rule.path("or")) {
      if (matches(part, model)) {
        return true;
      }
    }
    return rule.path("equals").asString("").equals(model);
  }

  /** Later ones take the place of those before them once their day has come. */
  private JsonNode current(JsonNode prices) {
    if (!prices.isArray()) {
      return prices;
    }
    JsonNode current = prices.path(0).path("prices");
    for (JsonNode dated : prices) {
      String start = dated.path("constraint").path("start_date").asString("");
      if (!start.isEmpty() && !LocalDate.parse(start).isAfter(today)) {
        current = dated.path("prices");
      }
    }
    return current;
  }

  private static Map<Meter, BigDecimal> amounts(JsonNode prices) {
    Map<Meter, BigDecimal> amounts = new HashMap<>();
    METERS.forEach(
        (field, meter) -> {
          JsonNode value = prices.path(field);
          JsonNode amount = value.isObject() ? value.path("base") : value;
          if (amount.isNumber()) {
            amounts.put(meter, amount.decimalValue());
          }
        });
    return amounts;
  }
}
