package ai.meterr.ledger.rollup;

import ai.meterr.cost.PricedSubCall;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Entry;
import ai.meterr.money.CurrencyCode;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final List<Cube> OF_EVERY_EVENT = List.of(Cube.MAIN, Cube.PEOPLE, Cube.SESSIONS);

  private final Function<OrganizationId, ZoneId> zones;
  private final Instant minutesSince;
  private final Map<Place, Map<Measured, Total>> places = new HashMap<>();
  private @Nullable Day lastDay;

  private record Place(Line line, Period period) {}

  private record Day(OrganizationId organization, Instant starts, Instant ends) {
    boolean holds(OrganizationId other, Instant time) {
      return organization.equals(other) && !time.isBefore(starts) && time.isBefore(ends);
    }
  }

  /** Told of each line and period that something was added to. */
  @FunctionalInterface
  public interface Reader {
    void line(Line line, Period period, Map<Measured, Total> sums);
  }

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
    new Lines(entry, day(entry.organization(), entry.event().time())).book();
  }

  private Instant day(OrganizationId organization, Instant time) {
    Day day = lastDay;
    if (day == null || !day.holds(organization, time)) {
      ZoneId zone = zones.apply(organization);
      Instant starts = Periods.startOfDay(time, zone);
      day = new Day(organization, starts, Periods.nextDay(time, zone));
      lastDay = day;
    }
    return day.starts;
  }

  /**
   * Tells what was added up, each line and period once, in no order: in the finest grain that is
   * kept, of which the longer ones are sums.
   */
  public void forEach(Reader reader) {
    places.forEach((place, sums) -> reader.line(place.line, place.period, sums));
  }

  private static void add(
      Map<Place, Map<Measured, Total>> places, Place place, Map<Measured, Total> totals) {
    Map<Measured, Total> sums = places.computeIfAbsent(place, unseen -> new HashMap<>());
    totals.forEach((measured, total) -> sums.merge(measured, total, Total::plus));
  }

  /** All that something was added to, in the finest grain that is kept. */
  public Set<Period> periods() {
    Set<Period> periods = new HashSet<>();
    places.keySet().forEach(place -> periods.add(place.period));
    return periods;
  }

  /** What was added up, cell by cell; quarters as well where minutes are kept. */
  public Map<Cell, Total> cells() {
    Map<Cell, Total> cells = new HashMap<>();
    places.forEach(
        (place, sums) -> {
          add(cells, place.line, place.period, sums);
          if (place.period.grain() == Grain.MINUTE) {
            Instant quarter = Periods.floorQuarter(place.period.starts());
            add(cells, place.line, new Period(Grain.QUARTER, quarter), sums);
          }
        });
    return cells;
  }

  private static void add(
      Map<Cell, Total> cells, Line line, Period period, Map<Measured, Total> sums) {
    sums.forEach(
        (measured, total) ->
            cells.merge(
                new Cell(
                    line.organization(), period.grain(), period.starts(), line.series(measured)),
                total,
                Total::plus));
  }

  /** The lines of one event. */
  private final class Lines {
    private final OrganizationId organization;
    private final UsageEvent event;
    private final Instant day;
    private final @Nullable String[] told;
    private final @Nullable CurrencyCode currency;
    private final boolean takesBack;

    Lines(Entry entry, Instant day) {
      this.organization = entry.organization();
      this.event = entry.event();
      this.takesBack = entry.part().subtracts();
      this.day = day;
      this.told = Axis.toldBy(event);
      this.currency = event.cost() == null ? null : event.cost().currency();
    }

    void book() {
      BigDecimal own = event.cost() == null ? BigDecimal.ZERO : event.cost().amount();
      for (PricedSubCall subCall : event.subCalls()) {
        BigDecimal amount = total(subCall.lines());
        own = own.subtract(amount);
        @Nullable String[] under = told.clone();
        under[Axis.MODEL.ordinal()] = subCall.call().model().name();
        book(under, Measured.SUB_CALL, amount, subCall.call().usage(), subCall.lines());
      }
      book(told, Measured.EVENT, own, event.usage(), event.lines());
      histograms();
    }

    private void book(
        @Nullable String[] under,
        Measured one,
        BigDecimal amount,
        Usage usage,
        List<ai.meterr.cost.Line> lines) {
      Map<Measured, Total> totals = new HashMap<>();
      totals.put(one, signed(BigDecimal.ONE, amount));
      usage.forEach(
          (meter, quantity) ->
              totals.merge(Measured.of(meter), signed(quantity, BigDecimal.ZERO), Total::plus));
      for (ai.meterr.cost.Line line : lines) {
        totals.merge(
            Measured.of(line.meter()), signed(BigDecimal.ZERO, line.amount()), Total::plus);
      }
      for (Cube cube : OF_EVERY_EVENT) {
        add(cube, under, currency, totals);
      }
      event
          .attribution()
          .tags()
          .forEach(
              (key, value) -> {
                @Nullable String[] tag = new @Nullable String[Axis.COUNT];
                tag[Axis.TAG.ordinal()] = key + "=" + value;
                add(Cube.TAGS, tag, currency, totals);
              });
    }

    private void histograms() {
      if (event.latency() == null && event.timeToFirstToken() == null) {
        return;
      }
      Map<Measured, Total> totals = new HashMap<>();
      histogram(Measure.LATENCY, event.latency(), totals);
      histogram(Measure.TIME_TO_FIRST_TOKEN, event.timeToFirstToken(), totals);
      add(Cube.LATENCY, told, null, totals);
    }

    private void histogram(
        Measure measure, @Nullable Duration duration, Map<Measured, Total> totals) {
      if (duration != null) {
        totals.put(
            new Measured(measure, LogBins.of(duration)), signed(BigDecimal.ONE, BigDecimal.ZERO));
      }
    }

    private Total signed(BigDecimal quantity, BigDecimal amount) {
      Total total = new Total(quantity, amount);
      return takesBack ? total.negated() : total;
    }

    private void add(
        Cube cube,
        @Nullable String[] under,
        @Nullable CurrencyCode currency,
        Map<Measured, Total> totals) {
      Line line = Line.of(organization, cube, under, event.status(), currency);
      Rollup.add(places, new Place(line, period(cube)), totals);
    }

    /** The finest that is kept: quarters are sums of minutes. */
    private Period period(Cube cube) {
      if (cube.byDayOnly()) {
        return new Period(Grain.DAY, day);
      }
      Instant minute = event.time().truncatedTo(ChronoUnit.MINUTES);
      return minute.isBefore(minutesSince)
          ? new Period(Grain.QUARTER, Periods.floorQuarter(event.time()))
          : new Period(Grain.MINUTE, minute);
    }
  }

  private static BigDecimal total(List<ai.meterr.cost.Line> lines) {
    return lines.stream().map(ai.meterr.cost.Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
