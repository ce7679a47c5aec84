package ai.meterr.ledger.rollup;

import static org.assertj.core.api.Assertions.assertThat;

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
import ai.meterr.ledger.Entry;
import ai.meterr.ledger.journal.Position;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Meter;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RollupTest {
  private static final OrganizationId ACME = new OrganizationId(new UUID(0, 1));
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Instant TIME = Instant.parse("2026-11-24T11:38:59.999999999Z");

  private static UsageEvent event(
      Instant time,
      Status status,
      Usage usage,
      @Nullable Money cost,
      List<Line> lines,
      List<PricedSubCall> subCalls,
      Attribution attribution) {
    return event(time, status, usage, cost, lines, null, subCalls, attribution);
  }

  private static UsageEvent event(
      Instant time,
      Status status,
      Usage usage,
      @Nullable Money cost,
      List<Line> lines,
      @Nullable PriceRef price,
      List<PricedSubCall> subCalls,
      Attribution attribution) {
    return new UsageEvent(
        new EventId("e"),
        "e",
        1,
        time,
        ProviderId.OPENAI,
        new ModelId("asked"),
        new ModelId("answered"),
        Operation.CHAT,
        null,
        null,
        true,
        200,
        new UsageEvent.Facts(Ending.COMPLETED, UsageSource.PROVIDER, PricingState.PRICED),
        status,
        usage,
        cost,
        lines,
        price,
        subCalls,
        null,
        Source.GATEWAY,
        List.of(),
        null,
        Duration.ofMillis(700),
        null,
        attribution);
  }

  private static UsageEvent priced(Instant time) {
    Usage usage = Usage.builder().add(Meter.INPUT, 1_000).add(Meter.OUTPUT, 10).build();
    return event(
        time,
        Status.PRICED,
        usage,
        Money.usd("0.0035"),
        List.of(line(Meter.INPUT, 1_000, "3"), line(Meter.OUTPUT, 10, "50")),
        List.of(),
        Attribution.NONE);
  }

  private static Line line(Meter meter, long quantity, String price) {
    return Line.of(meter, BigDecimal.valueOf(quantity), new BigDecimal(price));
  }

  private static Rollup rollup(UsageEvent... events) {
    Rollup rollup = new Rollup(organization -> PARIS, NOW);
    for (UsageEvent event : events) {
      rollup.add(new Entry(ACME, Position.START, Entry.Part.ADDS, event));
    }
    return rollup;
  }

  private static Map<Cell, Total> of(Rollup rollup, Cube cube, Grain grain) {
    Map<Cell, Total> cells = new java.util.HashMap<>(rollup.cells());
    cells.keySet().removeIf(cell -> cell.series().cube() != cube || cell.grain() != grain);
    return cells;
  }

  private static Map<String, Total> byMeasure(Map<Cell, Total> cells) {
    Map<String, Total> totals = new TreeMap<>();
    cells.forEach(
        (cell, total) -> totals.merge(cell.series().measure().name(), total, Total::plus));
    return totals;
  }

  @Test
  void an_event_adds_itself_its_meters_and_what_each_came_to() {
    Map<String, Total> main = byMeasure(of(rollup(priced(TIME)), Cube.MAIN, Grain.QUARTER));
    assertThat(main).containsOnlyKeys("event", "input", "output");
    assertThat(there(main.get("event")).sameAs(total("1", "0.0035"))).isTrue();
    assertThat(there(main.get("input")).sameAs(total("1000", "0.003"))).isTrue();
    assertThat(there(main.get("output")).sameAs(total("10", "0.0005"))).isTrue();
  }

  private static <K> Total get(Map<K, Total> totals, K of) {
    return totals.getOrDefault(of, Total.ZERO);
  }

  private static Total total(String quantity, String amount) {
    return new Total(new BigDecimal(quantity), new BigDecimal(amount));
  }

  @Test
  void periods_begin_at_the_minute_the_quarter_and_the_organizations_day() {
    Rollup rollup = rollup(priced(TIME));
    assertThat(of(rollup, Cube.MAIN, Grain.MINUTE).keySet())
        .extracting(Cell::starts)
        .containsOnly(Instant.parse("2026-11-24T11:38:00Z"));
    assertThat(of(rollup, Cube.MAIN, Grain.QUARTER).keySet())
        .extracting(Cell::starts)
        .containsOnly(Instant.parse("2026-11-24T11:30:00Z"));
    assertThat(of(rollup, Cube.SESSIONS, Grain.DAY).keySet())
        .extracting(Cell::starts)
        .containsOnly(Instant.parse("2026-11-23T23:00:00Z"));
  }

  @Test
  void minutes_are_not_summed_for_what_is_older_than_they_are_kept() {
    assertThat(of(rollup(priced(NOW.minus(Duration.ofDays(4)))), Cube.MAIN, Grain.MINUTE))
        .isEmpty();
    assertThat(of(rollup(priced(NOW.minus(Duration.ofDays(3)))), Cube.MAIN, Grain.MINUTE))
        .isNotEmpty();
    assertThat(of(rollup(priced(NOW.minus(Duration.ofDays(4)))), Cube.MAIN, Grain.QUARTER))
        .isNotEmpty();
  }

  @Test
  void every_event_is_in_every_total_told_or_not() {
    for (Cube cube : List.of(Cube.MAIN, Cube.PEOPLE, Cube.SESSIONS)) {
      Grain grain = cube.byDayOnly() ? Grain.DAY : Grain.QUARTER;
      assertThat(there(byMeasure(of(rollup(priced(TIME)), cube, grain)).get("event")).quantity())
          .as(cube.toString())
          .isEqualByComparingTo("1");
    }
    assertThat(of(rollup(priced(TIME)), Cube.TAGS, Grain.DAY)).isEmpty();
  }

  @Test
  void each_cube_keeps_its_own_axes_and_the_model_is_what_answered() {
    Attribution attribution =
        new Attribution(
            "mtr_key",
            "shop",
            "web",
            "ada",
            "s1",
            "search",
            "test",
            new TreeMap<>(Map.of("a", "1", "b", "2")));
    UsageEvent event =
        event(TIME, Status.UNKNOWN, Usage.NONE, null, List.of(), List.of(), attribution);
    Rollup rollup = rollup(event);
    assertThat(of(rollup, Cube.PEOPLE, Grain.QUARTER).keySet())
        .singleElement()
        .satisfies(
            cell ->
                assertThat(cell.series().values())
                    .isEqualTo(
                        Map.of(
                            Axis.PROVIDER,
                            "openai",
                            Axis.MODEL,
                            "answered",
                            Axis.PROJECT,
                            "shop",
                            Axis.TEAM,
                            "web",
                            Axis.USER,
                            "ada")));
    assertThat(of(rollup, Cube.MAIN, Grain.QUARTER).keySet())
        .singleElement()
        .satisfies(
            cell -> {
              assertThat(cell.series().values()).doesNotContainKeys(Axis.USER, Axis.SESSION);
              assertThat(cell.series().status()).isEqualTo(Status.UNKNOWN);
              assertThat(cell.series().currency()).isNull();
            });
    assertThat(of(rollup, Cube.TAGS, Grain.DAY).keySet())
        .extracting(cell -> cell.series().values().get(Axis.TAG))
        .containsExactlyInAnyOrder("a=1", "b=2");
  }

  @Test
  void a_sub_call_is_booked_under_its_own_model_and_its_money_once() {
    Usage usage = Usage.builder().add(Meter.INPUT, 1_000).build();
    PricedSubCall subCall =
        new PricedSubCall(
            new SubCall(new ModelId("small"), "advisor", usage),
            List.of(line(Meter.INPUT, 1_000, "2")));
    UsageEvent event =
        event(
            TIME,
            Status.PRICED,
            usage,
            Money.usd("0.005"),
            List.of(line(Meter.INPUT, 1_000, "3")),
            List.of(subCall),
            Attribution.NONE);
    Map<String, BigDecimal> costs = new TreeMap<>();
    of(rollup(event), Cube.MAIN, Grain.QUARTER)
        .forEach(
            (cell, total) -> {
              Measure measure = cell.series().measure();
              if (measure.equals(Measure.EVENT) || measure.equals(Measure.SUB_CALL)) {
                costs.merge(
                    cell.series().values().get(Axis.MODEL) + "/" + measure.name(),
                    total.amount(),
                    BigDecimal::add);
              }
            });
    assertThat(costs).containsOnlyKeys("answered/event", "small/sub_call");
    assertThat(costs.get("answered/event")).isEqualByComparingTo("0.003");
    assertThat(costs.get("small/sub_call")).isEqualByComparingTo("0.002");
  }

  @Test
  void currencies_are_never_added_together() {
    UsageEvent euros =
        event(
            TIME,
            Status.PRICED,
            Usage.NONE,
            new Money(BigDecimal.ONE, new CurrencyCode("EUR")),
            List.of(),
            List.of(),
            Attribution.NONE);
    assertThat(of(rollup(priced(TIME), euros), Cube.MAIN, Grain.QUARTER).keySet())
        .filteredOn(cell -> cell.series().measure().equals(Measure.EVENT))
        .hasSize(2);
  }

  @Test
  void an_own_price_is_told_apart_by_the_list_price_that_it_stands_in_place_of() {
    PriceRef own =
        new PriceRef(
            "contract/7",
            "the contract",
            LocalDate.of(2026, 11, 1),
            null,
            PriceScope.CONTRACT,
            null);
    Rollup rollup =
        rollup(at(own.over("m/short")), at(own.over("m/long")), at(own.over("m/long")), at(own));
    Map<String, BigDecimal> events = new TreeMap<>();
    of(rollup, Cube.MAIN, Grain.QUARTER)
        .forEach(
            (cell, total) ->
                events.merge(
                    cell.series().values().getOrDefault(Axis.PRICE, ""),
                    total.quantity(),
                    BigDecimal::add));
    assertThat(events)
        .containsOnly(
            Map.entry("contract/7", BigDecimal.ONE),
            Map.entry("contract/7 over m/long", BigDecimal.TWO),
            Map.entry("contract/7 over m/short", BigDecimal.ONE));
  }

  private static UsageEvent at(PriceRef price) {
    return event(
        TIME,
        Status.PRICED,
        Usage.NONE,
        Money.usd("1"),
        List.of(),
        price,
        List.of(),
        Attribution.NONE);
  }

  @Test
  void latency_is_counted_in_the_bin_it_falls_into() {
    assertThat(of(rollup(priced(TIME), priced(TIME)), Cube.LATENCY, Grain.QUARTER))
        .hasSize(1)
        .allSatisfy(
            (cell, total) -> {
              assertThat(cell.series().bin()).isEqualTo(LogBins.of(Duration.ofMillis(700)));
              assertThat(total.quantity()).isEqualByComparingTo("2");
            });
  }

  @Test
  void the_sum_does_not_depend_on_order_or_batches() {
    Random random = new Random(9);
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(priced(NOW.minusSeconds(random.nextInt(100_000))));
    }
    Map<Cell, Total> whole = rollup(events.toArray(UsageEvent[]::new)).cells();
    Collections.shuffle(events, random);
    Map<Cell, Total> parts = new java.util.HashMap<>();
    for (int i = 0; i < 200; i += 20) {
      rollup(events.subList(i, i + 20).toArray(UsageEvent[]::new))
          .cells()
          .forEach((cell, total) -> parts.merge(cell, total, Total::plus));
    }
    assertThat(parts.keySet()).isEqualTo(whole.keySet());
    whole.forEach((cell, total) -> assertThat(there(parts.get(cell)).sameAs(total)).isTrue());
  }

  private static Total there(@Nullable Total total) {
    return Objects.requireNonNull(total, "a measure that is missing");
  }
}
