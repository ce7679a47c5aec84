package ai.meterr.ledger.rollup;

import ai.meterr.cost.Line;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Entry;
import ai.meterr.money.CurrencyCode;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sums entries into cells: the only place that says what an entry adds where, so that applying a
 * batch, rebuilding and checking cannot disagree. A plain sum: any order, any batches.
 *
 * <ul>
 *   <li>Time is when the call began.
 *   <li>Every event is in {@link Cube#MAIN}, {@link Cube#PEOPLE} and {@link Cube#SESSIONS}, told or
 *       not, so that the total of each is the total of all.
 *   <li>A sub-call is booked under its own model; its cost is no part of its event's own line.
 * </ul>
 */
public final class Rollup {
  private final Function<OrganizationId, ZoneId> zones;
  private final Instant minutesSince;
  private final Map<Cell, Total> cells = new HashMap<>();
  private final Map<OrganizationId, Set<Instant>> days = new HashMap<>();

  /**
   * @param zones the zone of an organization's days
   * @param now minutes are summed for what began at most {@link Grain#MINUTES_KEPT} before
   */
  public Rollup(Function<OrganizationId, ZoneId> zones, Instant now) {
    this.zones = zones;
    this.minutesSince = now.minus(Grain.MINUTES_KEPT).minus(Grain.CLOCKS_DIFFER);
  }

  public Rollup addAll(Collection<Entry> entries) {
    entries.forEach(this::add);
    return this;
  }

  public void add(Entry entry) {
    UsageEvent event = entry.event();
    Instant day = Periods.startOfDay(event.time(), zones.apply(entry.organization()));
    days.computeIfAbsent(entry.organization(), organization -> new HashSet<>()).add(day);
    new Lines(entry, day).book();
  }

  /** What was added up. */
  public Map<Cell, Total> cells() {
    return Collections.unmodifiableMap(cells);
  }

  /** Beginnings of the days that something was added to, in each organization's zone. */
  public Map<OrganizationId, Set<Instant>> days() {
    return Collections.unmodifiableMap(days);
  }

  /** The lines of one event. */
  private final class Lines {
    private final OrganizationId organization;
    private final UsageEvent event;
    private final Instant day;
    private final Map<Axis, String> values;
    private final @Nullable CurrencyCode currency;

    private final boolean takesBack;

    Lines(Entry entry, Instant day) {
      this.organization = entry.organization();
      this.event = entry.event();
      this.takesBack = entry.part().subtracts();
      this.day = day;
      this.values = Axis.valuesOf(event);
      this.currency = event.cost() == null ? null : event.cost().currency();
    }

    void book() {
      BigDecimal own = event.cost() == null ? BigDecimal.ZERO : event.cost().amount();
      for (PricedSubCall subCall : event.subCalls()) {
        BigDecimal amount = total(subCall.lines());
        own = own.subtract(amount);
        Map<Axis, String> under = new EnumMap<>(values);
        under.put(Axis.MODEL, subCall.call().model().name());
        book(under, Measure.SUB_CALL, amount, subCall.call().usage(), subCall.lines());
      }
      book(values, Measure.EVENT, own, event.usage(), event.lines());
      histogram(Measure.LATENCY, event.latency());
      histogram(Measure.TIME_TO_FIRST_TOKEN, event.timeToFirstToken());
    }

    private void book(
        Map<Axis, String> under, Measure one, BigDecimal amount, Usage usage, List<Line> lines) {
      inEachCube(under, one, new Total(BigDecimal.ONE, amount));
      Map<Meter, Total> meters = new TreeMap<>();
      usage.forEach((meter, quantity) -> meters.put(meter, new Total(quantity, BigDecimal.ZERO)));
      for (Line line : lines) {
        meters.merge(line.meter(), new Total(BigDecimal.ZERO, line.amount()), Total::plus);
      }
      meters.forEach((meter, total) -> inEachCube(under, Measure.of(meter), total));
    }

    private void inEachCube(Map<Axis, String> under, Measure measure, Total total) {
      for (Cube cube : List.of(Cube.MAIN, Cube.PEOPLE, Cube.SESSIONS)) {
        add(series(cube, cube.of(under), measure, currency, 0), total);
      }
      event
          .attribution()
          .tags()
          .forEach(
              (key, value) -> {
                Map<Axis, String> tag = Map.of(Axis.TAG, key + "=" + value);
                add(series(Cube.TAGS, tag, measure, currency, 0), total);
              });
    }

    private void histogram(Measure measure, @Nullable Duration duration) {
      if (duration != null) {
        add(
            series(Cube.LATENCY, Cube.LATENCY.of(values), measure, null, LogBins.of(duration)),
            new Total(BigDecimal.ONE, BigDecimal.ZERO));
      }
    }

    private Series series(
        Cube cube,
        Map<Axis, String> under,
        Measure measure,
        @Nullable CurrencyCode currency,
        int bin) {
      return new Series(cube, under, event.status(), measure, currency, bin);
    }

    private void add(Series series, Total total) {
      if (series.cube().byDayOnly()) {
        add(Grain.DAY, day, series, total);
        return;
      }
      Instant minute = event.time().truncatedTo(ChronoUnit.MINUTES);
      if (!minute.isBefore(minutesSince)) {
        add(Grain.MINUTE, minute, series, total);
      }
      add(Grain.QUARTER, Periods.floorQuarter(event.time()), series, total);
    }

    private void add(Grain grain, Instant starts, Series series, Total total) {
      Total change = takesBack ? total.negated() : total;
      cells.merge(new Cell(organization, grain, starts, series), change, Total::plus);
    }
  }

  private static BigDecimal total(List<Line> lines) {
    return lines.stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
