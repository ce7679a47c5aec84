package ai.meterr.storage.dynamodb;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rawlog.Standing;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.storage.dynamodb.NewestFirst.Placed;
import ai.meterr.tenancy.OrganizationId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Events that stand, newest first: hour by hour backwards, the partitions of an hour merged by
 * place. Only hours that hold entries are asked for.
 */
final class EventPages {
  /** Items that one page may read: a filter that little passes ends early, with a cursor. */
  private static final int SCANNED_MAX = 50_000;

  /** Hours that are asked for at a time, and partitions whose first entries are read at once. */
  private static final int HOURS_AT_ONCE = 48;

  private static final int PARTITIONS_AT_ONCE = 32;
  private static final int FILTERED_AT_ONCE = 1_000;
  private static final int SOME_MORE = 8;
  private static final String NO_RUN = "000000000000";

  private final EntryQueries queries;
  private final OrganizationId organization;
  private final ItemFilter filter;

  /** What the page takes; {@code seen} is the last run that was looked at in full. */
  private final List<Placed> taken = new ArrayList<>();

  /** An hour's partitions. */
  private record Hour(String beginning, List<NewestFirst> partitions) {}

  private @Nullable String seen;
  private int scanned;

  EventPages(EntryQueries queries, OrganizationId organization, ItemFilter filter) {
    this.queries = queries;
    this.organization = organization;
    this.filter = filter;
  }

  /**
   * @param from place, included; {@code to} excluded
   * @param after the place of the last event of the page before
   */
  EventPage page(String from, String to, @Nullable String after, int limit) {
    String before = upper(to, after);
    if (before.compareTo(from) <= 0) {
      return new EventPage(List.of(), null);
    }
    HoursBackwards hours = new HoursBackwards(queries, organization, from, before);
    List<Hour> window = List.of();
    while (taken.size() <= limit && scanned < SCANNED_MAX) {
      if (window.isEmpty()) {
        window = open(hours, from, before, limit);
        if (window.isEmpty()) {
          return done(limit, true);
        }
      }
      merge(window.getFirst(), after, limit);
      window = window.subList(1, window.size());
    }
    return done(limit, false);
  }

  /** A cursor may stand within a run, which is then looked at again. */
  private static String upper(String to, @Nullable String after) {
    String end = after == null ? to : after.substring(0, after.lastIndexOf('/') + 1) + ItemKey.END;
    return end.compareTo(to) < 0 ? end : to;
  }

  /** The partitions of the next hours, by hour, with their first entries read. */
  private List<Hour> open(HoursBackwards hours, String from, String to, int limit) {
    List<Hour> opened = new ArrayList<>();
    List<Callable<Boolean>> reading = new ArrayList<>();
    while (reading.size() < PARTITIONS_AT_ONCE) {
      List<String> partitions = hours.next(HOURS_AT_ONCE);
      if (partitions.isEmpty()) {
        break;
      }
      List<NewestFirst> hour =
          partitions.stream()
              .map(partition -> entries(partition, from, to, limit, partitions.size()))
              .toList();
      hour.forEach(partition -> reading.add(() -> partition.head() != null));
      opened.add(new Hour(beginning(partitions.getFirst()), hour));
    }
    queries.atOnce(reading);
    return opened;
  }

  /** Before every place of a partition's entries. */
  private static String beginning(String partition) {
    String hour = partition.split("/", -1)[1];
    return ItemKey.place(ItemKey.hour(hour)) + "/" + NO_RUN;
  }

  private NewestFirst entries(String partition, String from, String to, int limit, int partitions) {
    QueryRequest query =
        EntryQueries.between(partition, from, to).toBuilder()
            .scanIndexForward(false)
            .consistentRead(false)
            .limit(filter.isAny() ? 2 * limit / partitions + SOME_MORE : FILTERED_AT_ONCE)
            .build();
    return new NewestFirst(queries, organization, filter.on(query));
  }

  /** Takes an hour's events run by run, until the page is more than full. */
  private void merge(Hour hour, @Nullable String after, int limit) {
    int before = scanned;
    boolean more = true;
    while (more && taken.size() <= limit && scanned < SCANNED_MAX) {
      List<Placed> run = run(hour.partitions);
      more = !run.isEmpty();
      seen = more ? run.getFirst().run() : hour.beginning;
      for (Placed standing : standing(run)) {
        if (after == null || standing.place().compareTo(after) < 0) {
          taken.add(standing);
        }
      }
      scanned = before + hour.partitions.stream().mapToInt(NewestFirst::scanned).sum();
    }
  }

  /** The newest entry and those that lie beside it; empty where none is left. */
  private static List<Placed> run(List<NewestFirst> hour) {
    List<Placed> run = new ArrayList<>();
    Placed head = newest(hour);
    while (head != null && (run.isEmpty() || head.run().equals(run.getFirst().run()))) {
      run.add(head);
      take(hour, head);
      head = newest(hour);
    }
    return run;
  }

  private static @Nullable Placed newest(List<NewestFirst> hour) {
    Placed newest = null;
    for (NewestFirst partition : hour) {
      Placed head = partition.head();
      if (head != null && (newest == null || head.place().compareTo(newest.place()) > 0)) {
        newest = head;
      }
    }
    return newest;
  }

  private static void take(List<NewestFirst> hour, Placed head) {
    for (NewestFirst partition : hour) {
      if (partition.head() == head) {
        partition.take();
        return;
      }
    }
  }

  private static List<Placed> standing(List<Placed> run) {
    List<LoggedEntry> stand = Standing.of(run.stream().map(Placed::entry).toList());
    return run.stream()
        .filter(placed -> stand.contains(placed.entry()))
        .sorted(Comparator.comparing(Placed::place).reversed())
        .toList();
  }

  private EventPage done(int limit, boolean all) {
    boolean full = taken.size() > limit;
    List<Placed> page = full ? taken.subList(0, limit) : taken;
    List<UsageEvent> events = page.stream().map(placed -> placed.entry().entry().event()).toList();
    if (full) {
      return new EventPage(events, PlaceCursor.text(page.getLast().place()));
    }
    // what was looked at ends within no run: the next page begins before it
    return new EventPage(events, all || seen == null ? null : PlaceCursor.text(seen + "/"));
  }
}
