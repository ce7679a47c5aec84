package ai.meterr.control.prices;

import ai.meterr.access.Deed;
import ai.meterr.access.People;
import ai.meterr.catalog.ProviderId;
import ai.meterr.control.access.Asker;
import ai.meterr.control.access.Askers;
import ai.meterr.control.answer.Answers;
import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.Parameters;
import ai.meterr.cost.PriceScope;
import ai.meterr.ledger.report.Reports.BadCursor;
import ai.meterr.pricing.BadPriceBook;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ContextBand;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.pricing.PriceBook;
import ai.meterr.pricing.PriceKeeping;
import ai.meterr.pricing.PriceKeeping.Kept;
import ai.meterr.pricing.PriceKeeping.NewPrice;
import ai.meterr.pricing.Tariff;
import ai.meterr.pricing.Terms;
import ai.meterr.pricing.Validity;
import ai.meterr.usage.Meter;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code /api/v1/prices}: an organization's own prices. */
public final class PriceAnswers {
  private static final String PATH = "/api/v1/prices/";
  private static final String END = "/end";
  private static final int LIMIT_MAX = 1_000;
  private static final int LIMIT_USUAL = 100;
  private static final Set<String> FIELDS =
      Set.of(
          "scope",
          "provider",
          "model",
          "prefix",
          "service_tier",
          "region",
          "context_from",
          "context_to",
          "valid_from",
          "valid_to",
          "discount_percent",
          "prices",
          "source",
          "reason");

  private final Askers askers;
  private final PriceKeeping keeping;
  private final PriceBook list;
  private final InstantSource clock;

  public PriceAnswers(Askers askers, PriceKeeping keeping, PriceBook list, InstantSource clock) {
    this.askers = askers;
    this.keeping = keeping;
    this.list = list;
    this.clock = clock;
  }

  public void list(ServerRequest request, ServerResponse response) {
    Asker asker = askers.reader(request);
    Parameters parameters = Parameters.read(request.query().rawValue(), Set.of("limit", "cursor"));
    int limit = parameters.integer("limit", 1, LIMIT_MAX, LIMIT_USUAL);
    String cursor = parameters.one("cursor", 64);
    List<Kept> page =
        keeping.page(asker.organization(), cursor == null ? null : after(cursor), limit + 1);
    boolean more = page.size() > limit;
    List<Kept> shown = more ? page.subList(0, limit) : page;
    Answers.send(
        response,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("data");
          shown.forEach(kept -> write(json, kept));
          json.writeEndArray();
          json.writeStringProperty("next", more ? shown.getLast().price().id().toString() : null);
          json.writeEndObject();
        });
  }

  private static UUID after(String cursor) {
    return id(cursor).orElseThrow(BadCursor::new);
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  public void add(ServerRequest request, ServerResponse response) {
    Asker asker = mayPrice(request);
    Parameters.read(request.query().rawValue(), Set.of());
    Body body = Body.read(request, FIELDS);
    try {
      Kept kept =
          keeping.add(asker.organization(), price(body), deed(asker, body.text("reason", 1_000)));
      response.status(201);
      Answers.send(response, json -> write(json, kept));
    } catch (PriceKeeping.Tie tie) {
      throw Problem.of(Problem.Kind.CONFLICT, String.valueOf(tie.getMessage()));
    }
  }

  public void end(ServerRequest request, ServerResponse response) {
    Asker asker = mayPrice(request);
    Parameters.read(request.query().rawValue(), Set.of());
    String path = request.path().rawPath();
    Optional<UUID> id =
        path.endsWith(END) && path.length() > PATH.length() + END.length()
            ? id(path.substring(PATH.length(), path.length() - END.length()))
            : Optional.empty();
    Body body = Body.read(request, Set.of("valid_to", "reason"));
    Instant asked = body.instant("valid_to");
    Deed deed = deed(asker, body.text("reason", 1_000));
    try {
      Kept kept =
          id.flatMap(
                  known ->
                      keeping.end(
                          asker.organization(), known, asked == null ? deed.at() : asked, deed))
              .orElseThrow(
                  () -> Problem.of(Problem.Kind.NOT_FOUND, "there is no price of that id"));
      Answers.send(response, json -> write(json, kept));
    } catch (PriceKeeping.EndsEarlier earlier) {
      throw Problem.of(Problem.Kind.CONFLICT, String.valueOf(earlier.getMessage()));
    }
  }

  private Asker mayPrice(ServerRequest request) {
    Asker asker = askers.writer(request);
    if (asker instanceof Asker.Person(var member) && member.role() == People.Role.MEMBER) {
      throw Problem.of(Problem.Kind.NOT_ALLOWED, "prices are set by owners and admins");
    }
    return asker;
  }

  private Deed deed(Asker asker, @Nullable String reason) {
    String actor =
        switch (asker) {
          case Asker.Person(var member) -> member.email();
          case Asker.Program(var caller) -> caller.keyPrefix();
        };
    return new Deed(actor, reason == null ? "" : reason, clock.instant());
  }

  private NewPrice price(Body body) {
    PriceScope scope = scope(body);
    ProviderId provider = body.provider("provider");
    ModelMatch models = models(body);
    Conditions conditions = conditions(body, provider);
    Validity validity = validity(body);
    Terms terms = terms(body);
    String source = body.requiredText("source", 500);
    return (id, createdAt) ->
        new OwnPrice(id, scope, provider, models, conditions, validity, terms, source, createdAt);
  }

  private static PriceScope scope(Body body) {
    return switch (body.requiredText("scope", 20)) {
      case "organization" -> PriceScope.ORGANIZATION;
      case "contract" -> PriceScope.CONTRACT;
      default -> throw Problem.field("scope", "is neither organization nor contract");
    };
  }

  private static ModelMatch models(Body body) {
    String model = body.text("model", 256);
    String prefix = body.text("prefix", 256);
    if (model != null && prefix != null) {
      throw Problem.field("prefix", "is given beside model");
    }
    return model != null
        ? new ModelMatch.Exact(model)
        : new ModelMatch.Prefix(prefix == null ? "" : prefix);
  }

  private Conditions conditions(Body body, ProviderId provider) {
    Optional<Tariff> tariff =
        list.tariffs().stream().filter(known -> known.provider().equals(provider)).findFirst();
    String tier = body.text("service_tier", 64);
    String region = body.text("region", 64);
    requireKnown("service_tier", tier, tariff.map(Tariff::tiers).map(words -> words.names()));
    requireKnown("region", region, tariff.map(Tariff::regions).map(words -> words.names()));
    long from = body.number("context_from", 0);
    long to = body.number("context_to", Long.MAX_VALUE);
    if (from >= to) {
      throw Problem.field("context_to", "does not lie above context_from");
    }
    return new Conditions(tier, region, new ContextBand(from, to), null);
  }

  private static void requireKnown(
      String field, @Nullable String name, Optional<Set<String>> names) {
    Set<String> known = names.orElse(Set.of());
    if (name != null && !known.contains(name)) {
      throw Problem.field(
          field,
          "is not one of "
              + (known.isEmpty() ? "none" : String.join(", ", known.stream().sorted().toList())));
    }
  }

  private static Validity validity(Body body) {
    try {
      return new Validity(body.instant("valid_from"), body.instant("valid_to"));
    } catch (IllegalArgumentException empty) {
      throw Problem.field("valid_to", "does not lie after valid_from");
    }
  }

  private static Terms terms(Body body) {
    BigDecimal percent = body.decimal("discount_percent");
    SortedMap<Meter, BigDecimal> prices = body.amounts("prices");
    if ((percent == null) == (prices == null)) {
      throw Problem.field("prices", "either prices, or discount_percent");
    }
    try {
      return prices != null
          ? new Terms.Fixed(prices)
          : new Terms.Discount(java.util.Objects.requireNonNull(percent));
    } catch (BadPriceBook bad) {
      throw Problem.field(
          prices != null ? "prices" : "discount_percent", String.valueOf(bad.getMessage()));
    }
  }

  private static void write(JsonGenerator json, Kept kept) {
    OwnPrice price = kept.price();
    json.writeStartObject();
    json.writeStringProperty("id", price.id().toString());
    json.writeStringProperty("scope", price.scope().wire());
    json.writeStringProperty("provider", price.provider().name());
    if (price.models() instanceof ModelMatch.Exact(var name)) {
      json.writeStringProperty("model", name);
    } else if (!price.models().literal().isEmpty()) {
      json.writeStringProperty("prefix", price.models().literal());
    }
    ModelAnswers.conditions(json, price.conditions());
    ModelAnswers.time(json, "valid_from", price.validity().from());
    ModelAnswers.time(json, "valid_to", price.validity().to());
    switch (price.terms()) {
      case Terms.Fixed(var rates) -> ModelAnswers.amounts(json, "prices", rates);
      case Terms.Discount(var percent) ->
          json.writeStringProperty("discount_percent", percent.toPlainString());
    }
    json.writeStringProperty("source", price.source());
    json.writeStringProperty("created_at", price.createdAt().toString());
    json.writeStringProperty("created_by", kept.createdBy());
    json.writeBooleanProperty("withdrawn", kept.withdrawn());
    json.writeEndObject();
  }
}
