package ai.meterr.ledger.json;

import ai.meterr.catalog.ModelId;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PriceScope;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.event.UsageEvent;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes an event's fields in the contract's order. */
final class EventWriter {
  private final JsonGenerator json;

  EventWriter(JsonGenerator json) {
    this.json = json;
  }

  void fields(UsageEvent event) {
    text("id", event.id().value());
    text("request_id", event.requestId());
    json.writeNumberProperty("attempt", event.attempt());
    text("time", event.time().toString());
    text("provider", event.provider().name());
    model("request_model", event.requestModel());
    model("response_model", event.responseModel());
    text("operation", event.operation().wire());
    text("service_tier", event.serviceTier());
    text("region", event.region());
    json.writeBooleanProperty("streamed", event.streamed());
    if (event.httpStatus() != null) {
      json.writeNumberProperty("http_status", event.httpStatus());
    }
    text("status", event.status().wire());
    text("ending", event.facts().ending().wire());
    text("usage_source", event.facts().usageSource().wire());
    text("pricing", event.facts().pricing().wire());
    usage(event.usage());
    cost(event.cost());
    lines(event.lines());
    price(event.price());
    subCalls(event.subCalls());
    providerCost(event.providerCost());
    text("source", event.source().wire());
    notes(event.notes());
    text("provider_response_id", event.providerResponseId());
    millis("latency_ms", event.latency());
    millis("time_to_first_token_ms", event.timeToFirstToken());
    attribution(event.attribution());
  }

  private void usage(Usage usage) {
    Map<MeterKind, BigDecimal> perKind = new EnumMap<>(MeterKind.class);
    usage.forEach((meter, quantity) -> perKind.merge(meter.kind(), quantity, BigDecimal::add));
    json.writeObjectPropertyStart("usage");
    perKind.forEach((kind, quantity) -> number(kind.wire(), quantity));
    json.writeEndObject();
    if (usage.quantities().keySet().stream().anyMatch(EventWriter::isSplit)) {
      json.writeObjectPropertyStart("meters");
      usage.forEach((meter, quantity) -> number(meter.name(), quantity));
      json.writeEndObject();
    }
  }

  private static boolean isSplit(Meter meter) {
    return meter.modality() != Modality.TEXT;
  }

  /** The one field that is null rather than absent: a cost that is not known must be seen. */
  void cost(@Nullable Money cost) {
    if (cost == null) {
      json.writeNullProperty("cost");
    } else {
      text("cost", cost.toDecimalString());
      text("currency", cost.currency().code());
    }
  }

  void lines(List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("lines");
    for (Line line : lines) {
      json.writeStartObject();
      text("meter", line.meter().name());
      decimal("quantity", line.quantity());
      decimal("unit_price", line.unitPrice());
      BigDecimal listPrice = line.listUnitPrice();
      if (listPrice != null) {
        decimal("list_unit_price", listPrice);
      }
      decimal("amount", line.amount());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  void price(@Nullable PriceRef price) {
    if (price == null) {
      return;
    }
    json.writeObjectPropertyStart("price");
    text("id", price.id());
    text("source", price.source());
    text("retrieved_at", price.retrievedAt().toString());
    Instant validFrom = price.validFrom();
    text("valid_from", validFrom == null ? null : validFrom.toString());
    if (price.scope() != PriceScope.CATALOG) {
      text("scope", price.scope().wire());
      text("over", price.over());
    }
    json.writeEndObject();
  }

  private void subCalls(List<PricedSubCall> subCalls) {
    if (subCalls.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("sub_calls");
    for (PricedSubCall priced : subCalls) {
      json.writeStartObject();
      model("model", priced.call().model());
      text("role", priced.call().role());
      usage(priced.call().usage());
      lines(priced.lines());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void providerCost(@Nullable Money cost) {
    if (cost == null) {
      return;
    }
    text("provider_cost", cost.toDecimalString());
    if (!cost.currency().equals(CurrencyCode.USD)) {
      text("provider_cost_currency", cost.currency().code());
    }
  }

  private void notes(List<String> notes) {
    if (notes.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("notes");
    notes.forEach(note -> json.writeString(storable(note)));
    json.writeEndArray();
  }

  private void attribution(Attribution attribution) {
    text("key", attribution.key());
    text("project", attribution.project());
    text("team", attribution.team());
    text("user", attribution.user());
    text("session", attribution.session());
    text("feature", attribution.feature());
    text("environment", attribution.environment());
    if (!attribution.tags().isEmpty()) {
      json.writeObjectPropertyStart("tags");
      attribution.tags().forEach((name, value) -> text(storable(name), value));
      json.writeEndObject();
    }
  }

  private void text(String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, storable(value));
    }
  }

  private void model(String name, @Nullable ModelId model) {
    text(name, model == null ? null : model.name());
  }

  private void millis(String name, @Nullable Duration duration) {
    if (duration != null) {
      json.writeNumberProperty(name, duration.toMillis());
    }
  }

  private void decimal(String name, BigDecimal value) {
    json.writeStringProperty(name, value.toPlainString());
  }

  private void number(String name, BigDecimal value) {
    json.writeName(name);
    json.writeNumber(value.toPlainString());
  }

  private static String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == 0 || isLoneSurrogate(c) ? 0xFFFD : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
