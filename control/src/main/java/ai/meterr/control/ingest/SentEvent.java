package ai.meterr.control.ingest;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.catalog.ProviderNames;
import ai.meterr.event.CallFacts;
import ai.meterr.event.Ending;
import ai.meterr.event.EndpointKind;
import ai.meterr.event.EventId;
import ai.meterr.event.Report;
import ai.meterr.event.Source;
import ai.meterr.event.UsageSource;
import ai.meterr.event.Wire;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.SubCall;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One event as it is sent, read in one pass; its fields may stand in any order. The first field
 * that is wrong is remembered and the rest is read all the same, so that the next event is found.
 * Fields that Meterr decides itself (status, pricing, cost, lines, price) and unknown ones are
 * passed over: an exported event can be sent as it is, and a newer SDK to an older Meterr.
 */
final class SentEvent {
  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

  /** How far a sender's clock may be ahead. */
  private static final Duration AHEAD_MAX = Duration.ofHours(1);

  private static final int NOTES_MAX = 32;
  private static final int NOTE_LENGTH_MAX = 512;
  private static final int SUB_CALLS_MAX = 64;
  private static final int MODEL_LENGTH_MAX = 256;
  private static final long MILLIS_MAX = Duration.ofDays(30).toMillis();

  private final JsonParser json;
  private final Field value;
  private final Sender sender;
  private final Instant now;
  private @Nullable String error;

  private @Nullable String id;
  private @Nullable String requestId;
  private int attempt = 1;
  private @Nullable Instant time;
  private @Nullable String provider;
  private @Nullable ModelId requestModel;
  private @Nullable ModelId responseModel;
  private @Nullable Operation operation;
  private @Nullable String serviceTier;
  private boolean streamed;
  private @Nullable Integer httpStatus;
  private @Nullable Ending ending;
  private @Nullable UsageSource usageSource;
  private @Nullable SentUsage usage;
  private @Nullable SentUsage meters;
  private List<SubCall> subCalls = List.of();
  private @Nullable BigDecimal providerCost;
  private CurrencyCode providerCostCurrency = CurrencyCode.USD;
  private Source source = Source.SDK;
  private final List<String> notes = new ArrayList<>();
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
  private final SortedMap<String, String> tags = new TreeMap<>();

  private SentEvent(JsonParser json, Sender sender, Instant now) {
    this.json = json;
    this.value = new Field(json);
    this.sender = sender;
    this.now = now;
  }

  /**
   * Reads the object that the parser stands at the beginning of, to its end.
   *
   * @param ids names what the sender has not named
   */
  static Read read(JsonParser json, Sender sender, Instant now, Supplier<EventId> ids) {
    SentEvent event = new SentEvent(json, sender, now);
    event.fields();
    return event.result(ids);
  }

  sealed interface Read {
    record Good(Report report) implements Read {}

    record Bad(Sent.Rejected why) implements Read {}
  }

  private void fields() {
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      try {
        field(name);
      } catch (Field.Wrong wrong) {
        wrong(name, String.valueOf(wrong.getMessage()));
      }
    }
  }

  private void field(String name) throws Field.Wrong {
    switch (name) {
      case "id" -> id = value.text(EventId.LENGTH_MAX);
      case "request_id" -> requestId = value.text(EventId.LENGTH_MAX);
      case "attempt" -> attempt = (int) value.integer(1, 1_000, 1);
      case "time" -> time = time();
      case "provider" -> provider = value.text(64);
      case "request_model" -> requestModel = model();
      case "response_model" -> responseModel = model();
      case "operation" -> operation = operation();
      case "service_tier" -> serviceTier = value.text(Attribution.NAME_MAX);
      case "streamed" -> streamed = value.flag();
      case "http_status" -> httpStatus = httpStatus();
      case "ending" -> ending = ending();
      case "usage_source" -> usageSource = word(UsageSource.class, UsageSource.values());
      case "usage" -> usage = usage();
      case "meters" -> meters = usage();
      case "sub_calls" -> subCalls = subCalls();
      case "provider_cost" -> providerCost = value.money();
      case "provider_cost_currency" -> providerCostCurrency = currency();
      case "source" -> source = source();
      case "notes" -> notes();
      case "provider_response_id" -> providerResponseId = value.text(MODEL_LENGTH_MAX);
      case "latency_ms" -> latency = millis();
      case "time_to_first_token_ms" -> timeToFirstToken = millis();
      case "key" -> key = value.text(Attribution.NAME_MAX);
      case "project" -> project = value.text(Attribution.NAME_MAX);
      case "team" -> team = value.text(Attribution.NAME_MAX);
      case "user" -> user = value.text(Attribution.NAME_MAX);
      case "session" -> session = value.text(Attribution.NAME_MAX);
      case "feature" -> feature = value.text(Attribution.NAME_MAX);
      case "environment" -> environment = value.text(Attribution.NAME_MAX);
      case "tags" -> tags();
      default -> json.skipChildren();
    }
  }

  private void wrong(String field, String why) {
    if (error == null) {
      error = field + ": " + why;
    }
  }

  private @Nullable Instant time() throws Field.Wrong {
    String text = value.text(64);
    if (text == null) {
      return null;
    }
    Instant instant;
    try {
      instant = Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Field.Wrong(
          "must be an RFC 3339 time with an offset, such as 2026-08-01T00:00:00Z");
    }
    if (instant.isBefore(EARLIEST)) {
      throw new Field.Wrong("lies before 2020");
    }
    if (instant.isAfter(now.plus(AHEAD_MAX))) {
      throw new Field.Wrong("lies in the future");
    }
    return instant;
  }

  private @Nullable ModelId model() throws Field.Wrong {
    String name = value.text(MODEL_LENGTH_MAX);
    return name == null ? null : new ModelId(name);
  }

  private @Nullable Operation operation() throws Field.Wrong {
    String word = value.text(Attribution.NAME_MAX);
    if (word == null) {
      return null;
    }
    Operation known = Operation.fromWire(word);
    if (known == Operation.OTHER && !word.equals(Operation.OTHER.wire())) {
      notes.add("operation " + word + " is counted as other");
    }
    return known;
  }

  private @Nullable Integer httpStatus() throws Field.Wrong {
    int status = (int) value.integer(100, 599, 0);
    return status == 0 ? null : status;
  }

  private @Nullable Ending ending() throws Field.Wrong {
    return word(
        Ending.class,
        Ending.COMPLETED,
        Ending.PROVIDER_ERROR,
        Ending.CLIENT_LEFT,
        Ending.PROVIDER_BROKE,
        Ending.NO_ANSWER);
  }

  private Source source() throws Field.Wrong {
    Source told = word(Source.class, Source.SDK, Source.OTLP, Source.IMPORT);
    return told == null ? Source.SDK : told;
  }

  @SafeVarargs
  private <E extends Enum<E> & Wire> @Nullable E word(Class<E> type, E... allowed)
      throws Field.Wrong {
    String word = value.text(Attribution.NAME_MAX);
    if (word == null) {
      return null;
    }
    for (E constant : allowed) {
      if (constant.wire().equals(word)) {
        return type.cast(constant);
      }
    }
    throw new Field.Wrong(
        "must be one of "
            + Arrays.stream(allowed).map(Wire::wire).collect(Collectors.joining(", ")));
  }

  private @Nullable SentUsage usage() throws Field.Wrong {
    return SentUsage.read(json, value);
  }

  private CurrencyCode currency() throws Field.Wrong {
    String code = value.text(3);
    if (code == null) {
      return CurrencyCode.USD;
    }
    try {
      return new CurrencyCode(code);
    } catch (IllegalArgumentException e) {
      throw new Field.Wrong("must be an ISO 4217 code");
    }
  }

  private @Nullable Duration millis() throws Field.Wrong {
    BigDecimal millis = value.quantity();
    if (millis == null) {
      return null;
    }
    if (millis.compareTo(BigDecimal.valueOf(MILLIS_MAX)) > 0) {
      throw new Field.Wrong("is longer than 30 days");
    }
    return Duration.ofMillis(millis.longValue());
  }

  private void notes() throws Field.Wrong {
    if (!value.array()) {
      return;
    }
    Field.Wrong wrong = null;
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      try {
        String note = value.text(NOTE_LENGTH_MAX);
        if (note != null && ++count <= NOTES_MAX) {
          notes.add(note);
        }
      } catch (Field.Wrong bad) {
        wrong = bad;
      }
    }
    if (count > NOTES_MAX) {
      throw new Field.Wrong("has more than " + NOTES_MAX + " elements");
    }
    if (wrong != null) {
      throw wrong;
    }
  }

  private void tags() throws Field.Wrong {
    if (!value.object()) {
      return;
    }
    Field.Wrong wrong = null;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      try {
        String tag = value.text(Attribution.NAME_MAX);
        String trimmed = name.strip();
        if (trimmed.isEmpty()
            || trimmed.length() > Attribution.NAME_MAX
            || trimmed.indexOf('=') >= 0
            || trimmed.chars().anyMatch(Character::isISOControl)) {
          throw new Field.Wrong(
              "a tag's name has 1 to " + Attribution.NAME_MAX + " characters and no =");
        }
        if (tag != null) {
          tags.put(trimmed, tag);
        }
      } catch (Field.Wrong bad) {
        wrong = bad;
      }
    }
    if (tags.size() > Attribution.TAGS_MAX) {
      throw new Field.Wrong("has more than " + Attribution.TAGS_MAX + " tags");
    }
    if (wrong != null) {
      throw wrong;
    }
  }

  private List<SubCall> subCalls() throws Field.Wrong {
    if (!value.array()) {
      return List.of();
    }
    List<SubCall> calls = new ArrayList<>();
    Field.Wrong wrong = null;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      try {
        SubCall call = subCall();
        if (calls.size() < SUB_CALLS_MAX) {
          calls.add(call);
        } else {
          wrong = new Field.Wrong("has more than " + SUB_CALLS_MAX + " elements");
        }
      } catch (Field.Wrong bad) {
        wrong = bad;
      }
    }
    if (wrong != null) {
      throw wrong;
    }
    return calls;
  }

  private SubCall subCall() throws Field.Wrong {
    if (!value.object()) {
      throw new Field.Wrong("must hold objects");
    }
    ModelId model = null;
    String role = null;
    SentUsage used = null;
    SentUsage split = null;
    Field.Wrong wrong = null;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      try {
        switch (name) {
          case "model" -> model = model();
          case "role" -> role = value.text(Attribution.NAME_MAX);
          case "usage" -> used = usage();
          case "meters" -> split = usage();
          default -> json.skipChildren();
        }
      } catch (Field.Wrong bad) {
        wrong = new Field.Wrong(name, bad);
      }
    }
    if (wrong != null) {
      throw wrong;
    }
    if (model == null || role == null || used == null) {
      throw new Field.Wrong("each needs model, role and usage");
    }
    return new SubCall(model, role, together(used, split).usage());
  }

  private static SentUsage together(SentUsage usage, @Nullable SentUsage meters)
      throws Field.Wrong {
    if (meters == null) {
      return usage;
    }
    if (!meters.addsUpTo(usage)) {
      throw new Field.Wrong("meters do not add up to usage");
    }
    return meters;
  }

  private Read result(Supplier<EventId> ids) {
    ProviderId ours = provider();
    SentUsage told = told();
    if (requestModel == null) {
      wrong("request_model", "is missing");
    }
    if (error != null || time == null || ours == null || requestModel == null || told == null) {
      return new Read.Bad(new Sent.Rejected(id, error == null ? "is missing" : error));
    }
    EventId eventId = id == null ? ids.get() : new EventId(id);
    UsageSource from = from(told);
    boolean reported = from != UsageSource.NONE && from != UsageSource.UNKNOWN;
    CallFacts call =
        new CallFacts(
            eventId,
            time,
            ours,
            requestModel,
            operation == null ? Operation.OTHER : operation,
            operation == Operation.COUNT_TOKENS ? EndpointKind.COUNTING : EndpointKind.METERED,
            streamed,
            httpStatus,
            ending == null ? Ending.COMPLETED : ending,
            true,
            source,
            latency,
            timeToFirstToken,
            attribution(),
            notes);
    Reading reading =
        new Reading(
            reported ? Told.REPORTED : Told.SILENT,
            told.usage(),
            responseModel,
            providerResponseId,
            serviceTier,
            null,
            subCalls,
            providerCost == null ? null : new Money(providerCost, providerCostCurrency),
            false,
            true,
            List.of());
    return new Read.Good(
        new Report(call, reading, from, requestId == null ? eventId.value() : requestId, attempt));
  }

  private @Nullable ProviderId provider() {
    if (time == null) {
      wrong("time", "is missing");
    }
    if (provider == null) {
      wrong("provider", "is missing");
      return null;
    }
    ModelId model = responseModel != null ? responseModel : requestModel;
    ProviderId ours =
        (model == null
                ? ProviderNames.canonical(provider)
                : ProviderNames.canonical(provider, model))
            .orElse(null);
    if (ours == null) {
      wrong("provider", "is no provider's name");
    }
    return ours;
  }

  private @Nullable SentUsage told() {
    if (usage == null) {
      wrong("usage", "is missing");
      return null;
    }
    try {
      SentUsage told = together(usage, meters);
      if (usageSource == UsageSource.NONE || usageSource == UsageSource.UNKNOWN) {
        if (!told.usage().isEmpty() || !subCalls.isEmpty()) {
          throw new Field.Wrong("is " + usageSource.wire() + ", and usage is not empty");
        }
      } else if (usageSource != null && !told.told()) {
        throw new Field.Wrong("is " + usageSource.wire() + ", and usage is empty");
      }
      return told;
    } catch (Field.Wrong bad) {
      wrong(meters == null ? "usage_source" : "meters", String.valueOf(bad.getMessage()));
      return null;
    }
  }

  /** Who names no meter and says no more does not know the usage: that is never zero. */
  private UsageSource from(SentUsage told) {
    if (usageSource != null) {
      return usageSource;
    }
    return told.told() ? UsageSource.PROVIDER : UsageSource.UNKNOWN;
  }

  private Attribution attribution() {
    return new Attribution(
        source == Source.IMPORT && key != null ? key : sender.key(),
        bound("project", sender.project(), project),
        bound("team", sender.team(), team),
        user,
        session,
        feature,
        environment,
        tags);
  }

  private @Nullable String bound(String what, @Nullable String byKey, @Nullable String said) {
    if (byKey != null && said != null && !byKey.equals(said)) {
      notes.add("the key is bound to its " + what + "; what the event said was not used");
    }
    return byKey != null ? byKey : said;
  }
}
