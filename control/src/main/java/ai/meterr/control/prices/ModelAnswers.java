package ai.meterr.control.prices;

import ai.meterr.catalog.ProviderNames;
import ai.meterr.control.access.Askers;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.query.Parameters;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ContextBand;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.PriceCard;
import ai.meterr.pricing.Tariff;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code GET /api/v1/models}: the price book's models and what they cost at a time. */
public final class ModelAnswers {
  private static final int LIMIT_MAX = 1_000;
  private static final int LIMIT_USUAL = 100;
  private static final Set<String> NAMES = Set.of("provider", "model", "at", "limit", "cursor");

  private final Askers askers;
  private final InstantSource clock;
  private final NavigableMap<String, Model> models = new TreeMap<>();

  private record Model(Tariff tariff, ModelMatch match, List<PriceCard> cards) {}

  /**
   * @param prices list prices
   */
  public ModelAnswers(Askers askers, PriceBook prices, InstantSource clock) {
    this.askers = askers;
    this.clock = clock;
    for (Tariff tariff : prices.tariffs()) {
      for (PriceCard card : tariff.cards()) {
        for (ModelMatch match : card.models()) {
          models
              .computeIfAbsent(
                  tariff.provider() + "/" + match,
                  unseen -> new Model(tariff, match, new ArrayList<>()))
              .cards
              .add(card);
        }
      }
    }
  }

  public void list(ServerRequest request, ServerResponse response) {
    askers.reader(request);
    Parameters parameters = Parameters.read(request.query().rawValue(), NAMES);
    Instant asked = parameters.instant("at");
    Instant at = asked == null ? clock.instant() : asked;
    int limit = parameters.integer("limit", 1, LIMIT_MAX, LIMIT_USUAL);
    String provider = parameters.one("provider", 40);
    String name = parameters.one("model", 256);
    String ours = provider == null ? null : ProviderNames.ours(provider);
    String after = after(parameters.one("cursor", 512));
    List<Map.Entry<String, Model>> page = new ArrayList<>();
    for (Map.Entry<String, Model> entry : models.tailMap(after, false).entrySet()) {
      Model model = entry.getValue();
      if ((ours == null || model.tariff.provider().name().equals(ours))
          && (name == null || model.match.matches(name))) {
        page.add(entry);
        if (page.size() > limit) {
          break;
        }
      }
    }
    boolean more = page.size() > limit;
    List<Map.Entry<String, Model>> shown = more ? page.subList(0, limit) : page;
    Answers.send(
        response,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("data");
          shown.forEach(entry -> write(json, entry.getValue(), at));
          json.writeEndArray();
          json.writeStringProperty("next", more ? cursor(shown.getLast().getKey()) : null);
          json.writeEndObject();
        });
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String after(@Nullable String cursor) {
    try {
      return cursor == null
          ? ""
          : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notOurs) {
      throw new ai.meterr.ledger.report.Reports.BadCursor();
    }
  }

  private static void write(JsonGenerator json, Model model, Instant at) {
    json.writeStartObject();
    json.writeStringProperty("provider", model.tariff.provider().name());
    json.writeStringProperty("model", model.match.literal());
    json.writeBooleanProperty("prefix", model.match instanceof ModelMatch.Prefix);
    json.writeStringProperty("currency", model.tariff.currency().code());
    json.writeArrayPropertyStart("prices");
    for (PriceCard card : model.cards) {
      if (card.validity().contains(at)) {
        write(json, card);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, PriceCard card) {
    json.writeStartObject();
    json.writeStringProperty("id", card.ref().id());
    conditions(json, card.conditions());
    if (card.conditions().hours() != null) {
      json.writeStringProperty("hours", card.conditions().hours().name());
    }
    time(json, "valid_from", card.validity().from());
    time(json, "valid_to", card.validity().to());
    json.writeBooleanProperty("free", card.rates().isEmpty());
    amounts(json, "prices", new TreeMap<>(card.rates()));
    json.writeStringProperty("source", card.ref().source());
    json.writeStringProperty("retrieved_at", card.ref().retrievedAt().toString());
    json.writeEndObject();
  }

  static void conditions(JsonGenerator json, Conditions conditions) {
    text(json, "service_tier", conditions.tier());
    text(json, "region", conditions.region());
    ContextBand band = conditions.context();
    if (band.from() > 0) {
      json.writeNumberProperty("context_from", band.from());
    }
    if (band.to() < Long.MAX_VALUE) {
      json.writeNumberProperty("context_to", band.to());
    }
  }

  static void amounts(
      JsonGenerator json, String name, Map<ai.meterr.usage.Meter, BigDecimal> amounts) {
    json.writeObjectPropertyStart(name);
    amounts.forEach(
        (meter, amount) -> json.writeStringProperty(meter.name(), amount.toPlainString()));
    json.writeEndObject();
  }

  static void time(JsonGenerator json, String name, @Nullable Instant time) {
    text(json, name, time == null ? null : time.toString());
  }

  private static void text(JsonGenerator json, String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, value);
    }
  }
}
