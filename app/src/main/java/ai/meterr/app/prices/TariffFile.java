package ai.meterr.app.prices;

import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.PriceRef;
import ai.meterr.money.CurrencyCode;
import ai.meterr.pricing.BadPriceBook;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ContextBand;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.PriceCard;
import ai.meterr.pricing.Tariff;
import ai.meterr.pricing.Validity;
import ai.meterr.pricing.WeeklyHours;
import ai.meterr.pricing.Words;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Modality;
import java.io.Reader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** One price file. Its form: {@code docs/reference/prices.md}. */
final class TariffFile {
  private static final Set<String> FILE_KEYS =
      Set.of("provider", "currency", "tiers", "regions", "hours", "sources", "models");
  private static final Set<String> MODEL_KEYS =
      Set.of("names", "prefixes", "source", "note", "input_as_text", "free", "prices");
  private static final Set<String> PRICE_KEYS =
      Set.of("tier", "region", "context", "hours", "valid_from", "valid_to", "source", "note");
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,12})?");
  private static final Pattern EDGE = Pattern.compile("(<|<=|>|>=) *([1-9][0-9]{0,11})");

  private final ProviderId provider;
  private final Map<String, Source> sources = new HashMap<>();
  private final Map<String, WeeklyHours> hours = new HashMap<>();

  private record Source(String url, LocalDate retrieved) {}

  private TariffFile(ProviderId provider) {
    this.provider = provider;
  }

  /**
   * @param name for messages
   * @throws BadPriceBook naming the line
   */
  static Tariff read(String name, Reader in) {
    try {
      return tariff(
          Fields.of(
              name,
              new Compose(LoadSettings.builder().setLabel(name).build())
                  .composeReader(in)
                  .orElseThrow(() -> new BadPriceBook(name + ": empty"))));
    } catch (YamlEngineException e) {
      throw new BadPriceBook(name + ": not YAML: " + e.getMessage());
    }
  }

  private static Tariff tariff(Fields file) {
    file.allow(FILE_KEYS);
    String provider = file.required("provider");
    if (!ProviderId.isWellFormed(provider)) {
      throw file.bad("provider", "is not a provider's name");
    }
    TariffFile reader = new TariffFile(new ProviderId(provider));
    reader.readSources(file.mapping("sources"));
    if (file.names().contains("hours")) {
      reader.readHours(file.mapping("hours"));
    }
    List<PriceCard> cards = new ArrayList<>();
    file.mappings("models").forEach(model -> cards.addAll(reader.cards(model)));
    return new Tariff(
        reader.provider,
        currency(file),
        words(file.mapping("tiers")),
        file.names().contains("regions") ? words(file.mapping("regions")) : new Words(Map.of()),
        cards);
  }

  private static CurrencyCode currency(Fields file) {
    try {
      return new CurrencyCode(file.required("currency"));
    } catch (IllegalArgumentException e) {
      throw file.bad("currency", "is not a currency's code");
    }
  }

  private static Words words(Fields fields) {
    Map<String, List<String>> words = new LinkedHashMap<>();
    fields.names().forEach(name -> words.put(name, fields.texts(name)));
    try {
      return new Words(words);
    } catch (BadPriceBook e) {
      throw new BadPriceBook(fields.place() + ": " + e.getMessage());
    }
  }

  private void readSources(Fields fields) {
    for (String name : fields.names()) {
      Fields source = fields.mapping(name);
      source.allow(Set.of("url", "retrieved"));
      try {
        sources.put(
            name,
            new Source(source.required("url"), LocalDate.parse(source.required("retrieved"))));
      } catch (DateTimeException e) {
        throw source.bad("retrieved", "must be a date such as 2026-08-22");
      }
    }
  }

  private void readHours(Fields fields) {
    for (String name : fields.names()) {
      Fields week = fields.mapping(name);
      week.allow(Set.of("zone", "days", "times"));
      hours.put(name, HoursField.read(name, week));
    }
  }

  private List<PriceCard> cards(Fields model) {
    model.allow(MODEL_KEYS);
    List<ModelMatch> matches =
        Stream.<ModelMatch>concat(
                model.texts("names").stream().map(ModelMatch.Exact::new),
                model.texts("prefixes").stream().map(ModelMatch.Prefix::new))
            .toList();
    if (matches.isEmpty()) {
      throw new BadPriceBook(model.place() + ": names no model");
    }
    boolean free = "true".equals(model.text("free"));
    List<Fields> prices = model.mappings("prices");
    if (free == !prices.isEmpty()) {
      throw new BadPriceBook(model.place() + ": either prices, or free: true");
    }
    return free
        ? List.of(card(model, matches, model, Map.of(), Conditions.NONE, Validity.ALWAYS))
        : prices.stream().map(price -> priced(model, matches, price)).toList();
  }

  private PriceCard priced(Fields model, List<ModelMatch> matches, Fields price) {
    Map<Meter, BigDecimal> rates = new TreeMap<>();
    for (String name : price.names()) {
      if (!PRICE_KEYS.contains(name)) {
        rates.put(meter(price, name), amount(price, name));
      }
    }
    if (rates.isEmpty()) {
      throw new BadPriceBook(price.place() + ": has no price");
    }
    priceInputLikeText(model, rates);
    return card(
        model,
        matches,
        price,
        rates,
        new Conditions(
            price.text("tier"), price.text("region"), context(price), weeklyHours(price)),
        validity(price));
  }

  private PriceCard card(
      Fields model,
      List<ModelMatch> matches,
      Fields price,
      Map<Meter, BigDecimal> rates,
      Conditions conditions,
      Validity validity) {
    String sourceName = price.text("source");
    Source source = sources.get(sourceName != null ? sourceName : model.required("source"));
    if (source == null) {
      throw (sourceName != null ? price : model).bad("source", "is not one of the file's sources");
    }
    return new PriceCard(
        price.place(),
        matches,
        conditions,
        validity,
        rates,
        new PriceRef(
            id(matches.getFirst(), conditions, validity),
            source.url,
            source.retrieved,
            validity.from()));
  }

  private String id(ModelMatch match, Conditions conditions, Validity validity) {
    StringBuilder id = new StringBuilder(provider.name()).append('/').append(match);
    append(id, conditions.tier());
    append(id, conditions.region());
    append(id, conditions.context().equals(ContextBand.ANY) ? null : conditions.context());
    append(id, conditions.hours());
    append(id, validity.from());
    return id.toString();
  }

  private static void append(StringBuilder id, @Nullable Object part) {
    if (part != null) {
      id.append('/').append(part);
    }
  }

  private @Nullable WeeklyHours weeklyHours(Fields price) {
    String name = price.text("hours");
    if (name != null && !hours.containsKey(name)) {
      throw price.bad("hours", "are not among the file's hours");
    }
    return name == null ? null : hours.get(name);
  }

  private static Meter meter(Fields price, String name) {
    Meter meter = Meter.named(name);
    if (meter == null) {
      throw price.bad(name, "is neither a condition nor a meter");
    }
    return meter;
  }

  private static BigDecimal amount(Fields price, String name) {
    String text = price.required(name);
    if (!AMOUNT.matcher(text).matches()) {
      throw price.bad(name, "must be a plain decimal such as 0.075");
    }
    return new BigDecimal(text);
  }

  private static void priceInputLikeText(Fields model, Map<Meter, BigDecimal> rates) {
    for (String name : model.texts("input_as_text")) {
      Modality modality = modality(model, name);
      Map.copyOf(rates)
          .forEach(
              (meter, rate) -> {
                if (meter.kind().isInputSide() && meter.modality() == Modality.TEXT) {
                  rates.putIfAbsent(new Meter(meter.kind(), modality), rate);
                }
              });
    }
  }

  private static Modality modality(Fields model, String name) {
    try {
      return Modality.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw model.bad("input_as_text", "knows no modality " + name);
    }
  }

  private static ContextBand context(Fields price) {
    String text = price.text("context");
    if (text == null) {
      return ContextBand.ANY;
    }
    long from = 0;
    long to = Long.MAX_VALUE;
    for (String edge : text.split(",", -1)) {
      Matcher matcher = EDGE.matcher(edge.strip());
      if (!matcher.matches()) {
        throw price.bad("context", "must be such as \"< 272000\" or \"> 128000, <= 200000\"");
      }
      long tokens = Long.parseLong(matcher.group(2));
      ContextBand band =
          switch (matcher.group(1)) {
            case "<" -> ContextBand.under(tokens);
            case "<=" -> ContextBand.upTo(tokens);
            case ">" -> ContextBand.over(tokens);
            default -> ContextBand.atLeast(tokens);
          };
      from = Math.max(from, band.from());
      to = Math.min(to, band.to());
    }
    if (from >= to) {
      throw price.bad("context", "contains no size");
    }
    return new ContextBand(from, to);
  }

  private static Validity validity(Fields price) {
    try {
      return new Validity(instant(price, "valid_from"), instant(price, "valid_to"));
    } catch (IllegalArgumentException e) {
      throw price.bad("valid_to", "must be later than valid_from");
    }
  }

  private static @Nullable Instant instant(Fields price, String name) {
    String text = price.text(name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw price.bad(name, "must be an instant such as 2026-08-21T00:00:00Z");
    }
  }
}
