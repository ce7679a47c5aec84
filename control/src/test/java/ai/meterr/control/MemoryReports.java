package ai.meterr.control;

import ai.meterr.event.EventId;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.EventDetail;
import ai.meterr.ledger.report.EventDetail.Change;
import ai.meterr.ledger.report.EventDetail.Correction;
import ai.meterr.ledger.report.EventDetail.Sighting;
import ai.meterr.ledger.report.LiveSignal;
import ai.meterr.ledger.report.Percentiles;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.Sums;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ledger of few events, in memory: buckets are days, whatever was asked for. */
final class MemoryReports implements Reports, LiveSignal {
  static final Instant AS_OF = Instant.parse("2026-11-24T09:00:00Z");

  private final Map<OrganizationId, List<UsageEvent>> events = new HashMap<>();
  private final List<Consumer<OrganizationId>> listeners = new CopyOnWriteArrayList<>();
  final AtomicInteger liveReads = new AtomicInteger();
  private volatile @Nullable RuntimeException failure;
  volatile @Nullable UsageQuery lastQuery;

  void failing(@Nullable RuntimeException with) {
    failure = with;
  }

  void addQuietly(OrganizationId organization, UsageEvent event) {
    synchronized (this) {
      events.computeIfAbsent(organization, any -> new ArrayList<>()).add(event);
    }
  }

  void add(OrganizationId organization, UsageEvent event) {
    addQuietly(organization, event);
    signal(organization);
  }

  void signal(OrganizationId organization) {
    listeners.forEach(listener -> listener.accept(organization));
  }

  int listeners() {
    return listeners.size();
  }

  @Override
  public AutoCloseable listen(Consumer<OrganizationId> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private synchronized List<UsageEvent> of(OrganizationId organization) {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    return List.copyOf(events.getOrDefault(organization, List.of()));
  }

  @Override
  public UsageAnswer usage(OrganizationId organization, UsageQuery query) {
    lastQuery = query;
    if (query.groupBy().contains(Dimension.USER) && query.groupBy().contains(Dimension.KEY)) {
      throw new CombinationNotKept("user can be asked with team, project, provider and model");
    }
    Map<Group, List<UsageEvent>> groups = new TreeMap<>(Group.ORDER);
    List<UsageEvent> all = new ArrayList<>();
    for (UsageEvent event : of(organization)) {
      if (lies(event, query.from(), query.to()) && fits(event, query.filters())) {
        all.add(event);
        groups.computeIfAbsent(Group.of(event, query), any -> new ArrayList<>()).add(event);
      }
    }
    List<UsageAnswer.Row> rows = new ArrayList<>();
    groups.forEach(
        (group, of) -> rows.add(new UsageAnswer.Row(group.values(), group.bucket(), sums(of))));
    return new UsageAnswer(CurrencyCode.USD, rows, sums(all), AS_OF);
  }

  private record Group(Map<Dimension, @Nullable String> values, @Nullable OffsetDateTime bucket) {
    static final Comparator<Group> ORDER =
        Comparator.comparing((Group group) -> String.valueOf(group.bucket))
            .thenComparing(group -> group.values.toString());

    static Group of(UsageEvent event, UsageQuery query) {
      Map<Dimension, @Nullable String> values = new EnumMap<>(Dimension.class);
      query.groupBy().forEach(dimension -> values.put(dimension, value(event, dimension)));
      return new Group(values, query.bucket() == null ? null : day(event, query.zone()));
    }

    private static OffsetDateTime day(UsageEvent event, ZoneId zone) {
      return event.time().atZone(zone).with(LocalTime.MIDNIGHT).toOffsetDateTime();
    }
  }

  private static Sums sums(List<UsageEvent> events) {
    Usage usage = Usage.NONE;
    Map<CurrencyCode, Money> costs = new HashMap<>();
    Map<Meter, BigDecimal> amounts = new TreeMap<>();
    Map<Status, Long> counts = new EnumMap<>(Status.class);
    for (UsageEvent event : events) {
      usage = usage.plus(event.usage());
      counts.merge(event.status(), 1L, Long::sum);
      Money cost = event.cost();
      if (cost != null) {
        costs.merge(cost.currency(), cost, Money::plus);
        if (cost.currency().equals(CurrencyCode.USD)) {
          event
              .lines()
              .forEach(line -> amounts.merge(line.meter(), line.amount(), BigDecimal::add));
        }
      }
    }
    Money total = costs.getOrDefault(CurrencyCode.USD, Money.zero(CurrencyCode.USD));
    costs.remove(CurrencyCode.USD);
    return new Sums(
        events.size(),
        usage,
        total,
        costs,
        amounts,
        counts.getOrDefault(Status.UNPRICED, 0L),
        counts.getOrDefault(Status.ESTIMATED, 0L),
        counts.getOrDefault(Status.UNKNOWN, 0L),
        counts.getOrDefault(Status.INTERRUPTED, 0L),
        counts.getOrDefault(Status.FAILED, 0L),
        counts.getOrDefault(Status.NOT_BILLED, 0L),
        new Percentiles(420, 2_400, 9_000),
        null);
  }

  private static boolean lies(UsageEvent event, @Nullable Instant from, @Nullable Instant to) {
    return (from == null || !event.time().isBefore(from))
        && (to == null || event.time().isBefore(to));
  }

  private static boolean fits(UsageEvent event, Map<Dimension, List<String>> filters) {
    return filters.entrySet().stream()
        .allMatch(
            filter -> {
              String value = value(event, filter.getKey());
              return filter.getValue().contains(value == null ? "" : value);
            });
  }

  private static @Nullable String value(UsageEvent event, Dimension dimension) {
    return switch (dimension) {
      case PROVIDER -> event.provider().name();
      case MODEL -> event.model() == null ? null : event.model().name();
      case PROJECT -> event.attribution().project();
      case TEAM -> event.attribution().team();
      case USER -> event.attribution().user();
      case KEY -> event.attribution().key();
      case SESSION -> event.attribution().session();
      case FEATURE -> event.attribution().feature();
      case ENVIRONMENT -> event.attribution().environment();
      case OPERATION -> event.operation().wire();
      case SERVICE_TIER -> event.serviceTier();
      case STATUS -> event.status().wire();
    };
  }

  @Override
  public EventPage events(
      OrganizationId organization,
      @Nullable Instant from,
      @Nullable Instant to,
      Map<Dimension, List<String>> filters,
      int limit,
      @Nullable String cursor) {
    List<UsageEvent> matching =
        of(organization).stream()
            .filter(event -> lies(event, from, to) && fits(event, filters))
            .sorted(Comparator.comparing(UsageEvent::time).reversed())
            .toList();
    int begin = cursor == null ? 0 : position(cursor);
    int end = Math.min(matching.size(), begin + limit);
    return new EventPage(
        matching.subList(Math.min(begin, end), end), end < matching.size() ? "c" + end : null);
  }

  @Override
  public Optional<EventDetail> event(OrganizationId organization, EventId id) {
    return of(organization).stream()
        .filter(event -> event.id().equals(id))
        .findFirst()
        .map(
            event ->
                new EventDetail(
                    event,
                    List.of(event),
                    List.of(new Sighting(event, Outcome.COUNTED, AS_OF)),
                    List.of(
                        new Correction(
                            AS_OF,
                            event.source(),
                            List.of(new Change("usage.input", null, "7"))))));
  }

  @Override
  public LiveBatch since(OrganizationId organization, @Nullable String cursor, int limit) {
    liveReads.incrementAndGet();
    List<UsageEvent> all = of(organization);
    int begin = cursor == null ? all.size() : position(cursor);
    int end = Math.min(all.size(), begin + limit);
    List<String> cursors = new ArrayList<>();
    for (int i = begin + 1; i <= end; i++) {
      cursors.add("c" + i);
    }
    return new LiveBatch(all.subList(begin, end), cursors, "c" + end);
  }

  private static int position(String cursor) {
    try {
      if (cursor.matches("c[0-9]+")) {
        return Integer.parseInt(cursor.substring(1));
      }
    } catch (NumberFormatException notOurs) {
      // answered below
    }
    throw new BadCursor();
  }
}
