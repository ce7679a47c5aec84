package ai.meterr.pricing;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.cost.PriceRef;
import ai.meterr.money.CurrencyCode;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Small price books and charges for tests. The provider is {@code acme}. */
final class Books {
  static final ProviderId ACME = new ProviderId("acme");
  static final Instant NOON = Instant.parse("2026-08-22T12:00:00Z");
  static final Words TIERS =
      new Words(
          Map.of(
              "standard", List.of(Words.NOT_TOLD, "default", "on_demand"),
              "flex", List.of("flex", "flexible"),
              "batch", List.of("batch")));
  static final Words REGIONS =
      new Words(Map.of("global", List.of(Words.NOT_TOLD, "global"), "us", List.of("us")));

  private Books() {}

  static PriceBook book(PriceCard... cards) {
    return new PriceBook(
        List.of(new Tariff(ACME, CurrencyCode.USD, TIERS, REGIONS, Arrays.asList(cards))));
  }

  static CardBuilder card(String... models) {
    return new CardBuilder(models);
  }

  /** From Monday to Friday. */
  static WeeklyHours hours(String name, ZoneId zone, String from, String to) {
    return new WeeklyHours(
        name,
        zone,
        EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
        List.of(new WeeklyHours.Span(minute(from), minute(to))));
  }

  private static int minute(String time) {
    return LocalTime.parse(time).toSecondOfDay() / 60;
  }

  /** Usage written as {@code "input=100 output=20"}. */
  static Usage usage(String text) {
    Usage.Builder usage = Usage.builder();
    for (String part : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      String[] pair = part.split("=", 2);
      usage.add(Objects.requireNonNull(Meter.named(pair[0])), new BigDecimal(pair[1]));
    }
    return usage.build();
  }

  static Charge charge(String model, String usage) {
    return charge(model, usage, null, null, NOON);
  }

  static Charge charge(
      String model, String usage, @Nullable String tier, @Nullable String region, Instant time) {
    return new Charge(
        ACME,
        null,
        new ModelId(model),
        Operation.CHAT,
        tier,
        region,
        usage(usage),
        List.of(),
        time);
  }

  /** The total in plain decimals, {@code free}, or why there is none. */
  static String cost(CostResult result) {
    return switch (result) {
      case CostResult.Priced priced -> priced.total().toDecimalString();
      case CostResult.Free free -> "free";
      case CostResult.Unpriced(var why, var detail) -> why.name();
    };
  }

  /** A card is written as its prices: {@code card("m").tier("flex").prices("input=1 output=2")}. */
  static final class CardBuilder {
    private static int cards;
    private final List<ModelMatch> models = new ArrayList<>();
    private Conditions conditions = Conditions.NONE;
    private Validity validity = Validity.ALWAYS;

    private CardBuilder(String... names) {
      for (String name : names) {
        models.add(
            name.endsWith("*")
                ? new ModelMatch.Prefix(name.substring(0, name.length() - 1))
                : new ModelMatch.Exact(name));
      }
    }

    CardBuilder tier(String tier) {
      conditions =
          new Conditions(tier, conditions.region(), conditions.context(), conditions.hours());
      return this;
    }

    CardBuilder region(String region) {
      conditions =
          new Conditions(conditions.tier(), region, conditions.context(), conditions.hours());
      return this;
    }

    CardBuilder context(ContextBand band) {
      conditions = new Conditions(conditions.tier(), conditions.region(), band, conditions.hours());
      return this;
    }

    CardBuilder hours(WeeklyHours hours) {
      conditions =
          new Conditions(conditions.tier(), conditions.region(), conditions.context(), hours);
      return this;
    }

    CardBuilder from(String instant) {
      validity = new Validity(Instant.parse(instant), validity.to());
      return this;
    }

    CardBuilder to(String instant) {
      validity = new Validity(validity.from(), Instant.parse(instant));
      return this;
    }

    PriceCard free() {
      return prices("");
    }

    PriceCard prices(String prices) {
      Map<Meter, BigDecimal> rates = new HashMap<>();
      for (String part : prices.isEmpty() ? new String[0] : prices.split(" ", -1)) {
        String[] pair = part.split("=", 2);
        rates.put(Objects.requireNonNull(Meter.named(pair[0])), new BigDecimal(pair[1]));
      }
      String id = "card " + ++cards;
      return new PriceCard(
          id,
          models,
          conditions,
          validity,
          rates,
          new PriceRef(
              id, "https://acme.example/prices", LocalDate.of(2026, 8, 22), validity.from()));
    }
  }
}
