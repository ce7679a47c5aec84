package ai.meterr.ledger.json;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PriceScope;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.PricingState;
import ai.meterr.event.Source;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.UsageSource;
import ai.meterr.event.Wire;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one event; its fields may stand in any order. */
final class EventReader {
  private final JsonParser json;

  private @Nullable String id;
  private @Nullable String requestId;
  private int attempt = 1;
  private @Nullable Instant time;
  private @Nullable String provider;
  private @Nullable ModelId requestModel;
  private @Nullable ModelId responseModel;
  private @Nullable String operation;
  private @Nullable String serviceTier;
  private @Nullable String region;
  private boolean streamed;
  private @Nullable Integer httpStatus;
  private @Nullable Status status;
  private @Nullable Ending ending;
  private @Nullable UsageSource usageSource;
  private @Nullable PricingState pricing;
  private @Nullable Usage usage;
  private @Nullable Usage meters;
  private @Nullable BigDecimal cost;
  private @Nullable String currency;
  private List<Line> lines = List.of();
  private @Nullable PriceRef price;
  private List<PricedSubCall> subCalls = List.of();
  private @Nullable BigDecimal providerCost;
  private String providerCostCurrency = CurrencyCode.USD.code();
  private @Nullable Source source;
  private List<String> notes = List.of();
  private @Nullable String providerResponseId;
  private @Nullable Duration latency;
  private @Nullable Duration timeToFirstToken;
  private @Nullable String key;
  private @Nullable String project;
  private @Nullable String team;
  private @Nullable String user;
  private @Nullable String session;
  private @Nullable String feature;
  private @Nullable String environment;
  private SortedMap<String, String> tags = new TreeMap<>();

  EventReader(JsonParser json) {
    this.json = json;
  }

  UsageEvent event() {
    fields(this::field);
    return new UsageEvent(
        new EventId(required("id", id)),
        required("request_id", requestId),
        attempt,
        required("time", time),
        new ProviderId(required("provider", provider)),
        requestModel,
        responseModel,
        Operation.fromWire(required("operation", operation)),
        serviceTier,
        region,
        streamed,
        httpStatus,
        new UsageEvent.Facts(
            required("ending", ending),
            required("usage_source", usageSource),
            required("pricing", pricing)),
        required("status", status),
        meters != null ? meters : required("usage", usage),
        cost == null ? null : new Money(cost, new CurrencyCode(required("currency", currency))),
        lines,
        price,
        subCalls,
        providerCost == null
            ? null
            : new Money(providerCost, new CurrencyCode(providerCostCurrency)),
        required("source", source),
        notes,
        providerResponseId,
        latency,
        timeToFirstToken,
        new Attribution(key, project, team, user, session, feature, environment, tags));
  }

  private void field(String name) {
    switch (name) {
      case "id" -> id = text();
      case "request_id" -> requestId = text();
      case "attempt" -> attempt = json.getIntValue();
      case "time" -> time = WrittenTime.instant(text());
      case "provider" -> provider = text();
      case "request_model" -> requestModel = new ModelId(text());
      case "response_model" -> responseModel = new ModelId(text());
      case "operation" -> operation = text();
      case "service_tier" -> serviceTier = text();
      case "region" -> region = text();
      case "streamed" -> streamed = json.getBooleanValue();
      case "http_status" -> httpStatus = json.getIntValue();
      case "status" -> status = Wire.parse(Status.class, text());
      case "ending" -> ending = Wire.parse(Ending.class, text());
      case "usage_source" -> usageSource = Wire.parse(UsageSource.class, text());
      case "pricing" -> pricing = Wire.parse(PricingState.class, text());
      case "usage" -> usage = quantities();
      case "meters" -> meters = quantities();
      case "cost" -> cost = json.currentToken() == JsonToken.VALUE_NULL ? null : decimal();
      case "currency" -> currency = text();
      case "lines" -> lines = list(this::line);
      case "price" -> price = price();
      case "sub_calls" -> subCalls = list(this::subCall);
      case "provider_cost" -> providerCost = decimal();
      case "provider_cost_currency" -> providerCostCurrency = text();
      case "source" -> source = Wire.parse(Source.class, text());
      case "notes" -> notes = list(this::text);
      case "provider_response_id" -> providerResponseId = text();
      case "latency_ms" -> latency = Duration.ofMillis(json.getLongValue());
      case "time_to_first_token_ms" -> timeToFirstToken = Duration.ofMillis(json.getLongValue());
      case "key" -> key = text();
      case "project" -> project = text();
      case "team" -> team = text();
      case "user" -> user = text();
      case "session" -> session = text();
      case "feature" -> feature = text();
      case "environment" -> environment = text();
      case "tags" -> tags = tags();
      default -> json.skipChildren();
    }
  }

  private Usage quantities() {
    Usage.Builder builder = Usage.builder();
    fields(name -> builder.add(meter(name), json.getDecimalValue()));
    return builder.build();
  }

  private Line line() {
    LineFields line = new LineFields();
    fields(
        name -> {
          switch (name) {
            case "meter" -> line.meter = meter(text());
            case "quantity" -> line.quantity = decimal();
            case "unit_price" -> line.unitPrice = decimal();
            case "amount" -> line.amount = decimal();
            case "list_unit_price" -> line.listUnitPrice = decimal();
            default -> json.skipChildren();
          }
        });
    return new Line(
        required("meter", line.meter),
        required("quantity", line.quantity),
        required("unit_price", line.unitPrice),
        required("amount", line.amount),
        line.listUnitPrice);
  }

  private static final class LineFields {
    @Nullable Meter meter;
    @Nullable BigDecimal quantity;
    @Nullable BigDecimal unitPrice;
    @Nullable BigDecimal amount;
    @Nullable BigDecimal listUnitPrice;
  }

  private PriceRef price() {
    PriceFields price = new PriceFields();
    fields(
        name -> {
          switch (name) {
            case "id" -> price.id = text();
            case "source" -> price.source = text();
            case "retrieved_at" -> price.retrievedAt = WrittenTime.date(text());
            case "valid_from" -> price.validFrom = WrittenTime.instant(text());
            case "scope" -> price.scope = PriceScope.fromWire(text());
            case "over" -> price.over = text();
            default -> json.skipChildren();
          }
        });
    return new PriceRef(
        required("id", price.id),
        required("source", price.source),
        required("retrieved_at", price.retrievedAt),
        price.validFrom,
        price.scope,
        price.over);
  }

  private static final class PriceFields {
    @Nullable String id;
    @Nullable String source;
    @Nullable LocalDate retrievedAt;
    @Nullable Instant validFrom;
    PriceScope scope = PriceScope.CATALOG;
    @Nullable String over;
  }

  private PricedSubCall subCall() {
    SubCallFields call = new SubCallFields();
    fields(
        name -> {
          switch (name) {
            case "model" -> call.model = text();
            case "role" -> call.role = text();
            case "usage" -> call.usage = quantities();
            case "meters" -> call.meters = quantities();
            case "lines" -> call.lines = list(this::line);
            default -> json.skipChildren();
          }
        });
    return new PricedSubCall(
        new SubCall(
            new ModelId(required("model", call.model)),
            required("role", call.role),
            call.meters != null ? call.meters : required("usage", call.usage)),
        call.lines);
  }

  private static final class SubCallFields {
    @Nullable String model;
    @Nullable String role;
    @Nullable Usage usage;
    @Nullable Usage meters;
    List<Line> lines = List.of();
  }

  private SortedMap<String, String> tags() {
    SortedMap<String, String> tags = new TreeMap<>();
    fields(name -> tags.put(name, text()));
    return tags;
  }

  private interface Field {
    void read(String name);
  }

  private void fields(Field field) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedEvent("an object was expected at " + json.currentName());
    }
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      field.read(name);
    }
  }

  private <T> List<T> list(Supplier<T> element) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new MalformedEvent("an array was expected at " + json.currentName());
    }
    List<T> elements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(element.get());
    }
    return elements;
  }

  private String text() {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new MalformedEvent("a string was expected at " + json.currentName());
    }
    return json.getString();
  }

  private BigDecimal decimal() {
    return new BigDecimal(text());
  }

  private static Meter meter(String name) {
    Meter meter = Meter.named(name);
    if (meter == null) {
      // dropping it would change what the event counts
      throw new MalformedEvent("no meter called " + name);
    }
    return meter;
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new MalformedEvent(name + " is missing");
    }
    return value;
  }
}
