package ai.meterr.storage.dynamodb;

import ai.meterr.event.EventId;
import ai.meterr.ledger.rawlog.EntrySink;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rawlog.RawLog;
import ai.meterr.ledger.rawlog.RawLogUnavailable;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.storage.ledger.Dictionary;
import ai.meterr.tenancy.OrganizationId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The raw log in DynamoDB. Everything in it is put and never changed, under keys that follow from
 * the entry itself: puts may be repeated, in any order, by any node.
 */
public final class DynamoRawLog implements RawLog, EntrySink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoRawLog.class);

  /** For what the second pass and people wait for, before they are told that it does not work. */
  private static final Duration TRIED = Duration.ofSeconds(20);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int HOURS_REMEMBERED = 100_000;

  /** Attributes of the item that leads from an event's id to an entry. */
  private static final String OF_PARTITION = "ep";

  private static final String OF_PLACE = "es";

  private final DynamoTable table;
  private volatile boolean prepared;
  private final EntryItems items;
  private final EntryQueries queries;
  private final Dictionary dictionary;
  private final Function<OrganizationId, Duration> retention;
  private final InstantSource clock;

  /** Hours that are known to be written down as holding entries. */
  private final Cache<HourItem, Boolean> hoursWritten =
      Caffeine.newBuilder().maximumSize(HOURS_REMEMBERED).build();

  /**
   * @param day when it was put: it is put again each day that entries come, so that it lives as
   *     long as they do
   */
  private record HourItem(OrganizationId organization, String hour, String spread, long day) {}

  DynamoRawLog(
      DynamoTable table,
      Dictionary dictionary,
      Function<OrganizationId, Duration> retention,
      InstantSource clock) {
    this.table = table;
    this.items = new EntryItems(dictionary);
    this.queries = new EntryQueries(table, items);
    this.dictionary = dictionary;
    this.retention = retention;
    this.clock = clock;
  }

  /**
   * Reaches the table, made where there is none. One that cannot be reached just now is waited for
   * by who puts entries.
   *
   * @param endpoint null: AWS's own
   * @param retention how long an organization's entries are kept, after the call or its recording,
   *     whichever is later
   * @param random safe for use by several threads
   * @throws ai.meterr.storage.database.CannotStart where the table cannot be used, with what to do
   */
  public static DynamoRawLog open(
      @Nullable URI endpoint,
      Dictionary dictionary,
      Function<OrganizationId, Duration> retention,
      InstantSource clock,
      RandomGenerator random) {
    DynamoTable table =
        DynamoTable.connect(endpoint, new Patience(FIRST_PAUSE, LONGEST_PAUSE, TRIED, random));
    DynamoRawLog rawLog = new DynamoRawLog(table, dictionary, retention, clock);
    boolean opened = false;
    try {
      rawLog.prepare();
      opened = true;
    } catch (RawLogUnavailable e) {
      LOG.warn("the raw log cannot be reached: {}; entries wait in the outbox", e.getMessage());
      opened = true;
    } finally {
      if (!opened) {
        table.close();
      }
    }
    return rawLog;
  }

  private void prepare() {
    if (!prepared) {
      new TableSetup(table).ensure();
      prepared = true;
    }
  }

  /** Hours first: an entry is never there without the hour that leads to it. */
  @Override
  public void put(List<LoggedEntry> entries) {
    prepare();
    Instant now = clock.instant();
    List<Instant> expires = entries.stream().map(entry -> expires(entry, now)).toList();
    Map<HourItem, Map<String, AttributeValue>> hours = new LinkedHashMap<>();
    List<Map<String, AttributeValue>> others = items.of(entries, expires);
    others = new ArrayList<>(others);
    for (int i = 0; i < entries.size(); i++) {
      LoggedEntry logged = entries.get(i);
      HourItem hour = hourOf(logged, now);
      if (hoursWritten.getIfPresent(hour) == null) {
        hours.put(hour, hourItem(hour, expires.get(i)));
      }
      if (!ItemKey.tellsTime(logged.entry().event().id(), logged.entry().event().time())) {
        others.add(eventItem(logged, expires.get(i)));
      }
    }
    table.put(List.copyOf(hours.values()));
    hours.keySet().forEach(hour -> hoursWritten.put(hour, true));
    table.put(others);
  }

  private Instant expires(LoggedEntry logged, Instant now) {
    Instant time = logged.entry().event().time();
    return (time.isAfter(now) ? time : now).plus(retention.apply(logged.entry().organization()));
  }

  private static HourItem hourOf(LoggedEntry logged, Instant now) {
    return new HourItem(
        logged.entry().organization(),
        ItemKey.hour(logged.entry().event().time()),
        ItemKey.spread(logged.entry().event().id()),
        now.getEpochSecond() / Duration.ofDays(1).toSeconds());
  }

  /** Outlives the entries that come on the day it is put. */
  private static Map<String, AttributeValue> hourItem(HourItem hour, Instant expires) {
    Map<String, AttributeValue> item =
        DynamoTable.attributes(
            new ItemKey(ItemKey.hours(hour.organization), hour.hour + "/" + hour.spread));
    item.put(
        DynamoTable.EXPIRES, EntryItems.number(expires.plus(Duration.ofDays(2)).getEpochSecond()));
    return item;
  }

  private static Map<String, AttributeValue> eventItem(LoggedEntry logged, Instant expires) {
    ItemKey of = ItemKey.of(logged);
    Map<String, AttributeValue> item =
        DynamoTable.attributes(
            new ItemKey(
                ItemKey.event(logged.entry().organization(), logged.entry().event().id()),
                of.place()));
    item.put(OF_PARTITION, AttributeValue.fromS(of.partition()));
    item.put(OF_PLACE, AttributeValue.fromS(of.place()));
    item.put(DynamoTable.EXPIRES, EntryItems.number(expires.getEpochSecond()));
    return item;
  }

  @Override
  public List<LoggedEntry> entriesOf(OrganizationId organization, EventId event) {
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    queries.each(
        EntryQueries.whole(ItemKey.event(organization, event)),
        page ->
            found.addAll(
                table.get(
                    page.stream()
                        .map(
                            item ->
                                new ItemKey(
                                    DynamoTable.text(item, OF_PARTITION),
                                    DynamoTable.text(item, OF_PLACE)))
                        .toList())));
    Instant made = ItemKey.madeAt(event);
    if (made != null) {
      found.addAll(near(organization, event, made));
    }
    return items.read(organization, found).stream()
        .filter(logged -> logged.entry().event().id().equals(event))
        .distinct()
        .sorted(
            Comparator.comparing(LoggedEntry::recordedAt)
                .thenComparing(logged -> logged.journal().value())
                .thenComparing(logged -> logged.entry().position())
                .thenComparing(logged -> logged.entry().part().code()))
        .toList();
  }

  /** Entries of calls that began shortly before the id was made. */
  private List<Map<String, AttributeValue>> near(
      OrganizationId organization, EventId event, Instant made) {
    Instant first = made.minus(ItemKey.NEAR);
    Set<String> hours = new TreeSet<>(List.of(ItemKey.hour(first), ItemKey.hour(made)));
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    for (String hour : hours) {
      queries.each(
          EntryQueries.between(
              ItemKey.partition(organization, hour, ItemKey.spread(event)),
              ItemKey.place(first),
              ItemKey.place(made.plusMillis(1)) + ItemKey.END),
          page -> page.stream().filter(item -> isOf(event, item)).forEach(found::add));
    }
    return found;
  }

  private static boolean isOf(EventId event, Map<String, AttributeValue> item) {
    return DynamoTable.text(item, EntryItems.EVENT_ID).equals(event.value());
  }

  @Override
  public void scan(
      OrganizationId organization, Instant from, Instant to, Consumer<LoggedEntry> each) {
    for (String hour : hourPlaces(organization, from, to)) {
      queries.each(
          EntryQueries.between(organization + "/" + hour, ItemKey.place(from), ItemKey.place(to)),
          page -> items.read(organization, page).forEach(each));
    }
  }

  @Override
  public SortedSet<Instant> hours(OrganizationId organization, Instant from, Instant to) {
    SortedSet<Instant> hours = new TreeSet<>();
    hourPlaces(organization, from, to).forEach(place -> hours.add(ItemKey.hour(place)));
    return hours;
  }

  /** {@code hour/spread} of what may hold entries, the oldest first. */
  private Collection<String> hourPlaces(OrganizationId organization, Instant from, Instant to) {
    Set<String> places = new TreeSet<>();
    QueryRequest hours =
        EntryQueries.between(
            ItemKey.hours(organization), ItemKey.hour(from), ItemKey.hour(to) + ItemKey.END);
    queries.each(hours, page -> page.forEach(item -> places.add(DynamoTable.keyOf(item).place())));
    return places;
  }

  @Override
  public EventPage page(
      OrganizationId organization,
      @Nullable Instant from,
      @Nullable Instant to,
      Map<Dimension, List<String>> filters,
      int limit,
      @Nullable String cursor) {
    String after = cursor == null ? null : PlaceCursor.parse(cursor);
    return ItemFilter.of(dictionary, organization, filters)
        .map(
            filter ->
                new EventPages(queries, organization, filter)
                    .page(from == null ? "" : ItemKey.place(from), upper(to), after, limit))
        .orElseGet(() -> new EventPage(List.of(), null));
  }

  private static String upper(@Nullable Instant to) {
    return to == null ? ItemKey.END : ItemKey.place(to);
  }

  @Override
  public void close() {
    table.close();
  }
}
