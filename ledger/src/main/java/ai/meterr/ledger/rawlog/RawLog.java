package ai.meterr.ledger.rawlog;

import ai.meterr.event.EventId;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.tenancy.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries that the rollups count, one by one. Times are when a call began, and cut to
 * microseconds where they bound or order. Blocking. Every implementation runs the same contract
 * kit.
 */
public interface RawLog {

  /**
   * Events that stand, newest first: what a correction took back is left out.
   *
   * @param from included, null: no limit; {@code to} excluded
   * @param filters one of the values each; an empty value finds what is not told
   * @param cursor {@link EventPage#next()} of the page before, null for the first
   * @return at most {@code limit} events; fewer do not mean that it is the last page
   * @throws ai.meterr.ledger.report.Reports.BadCursor where the cursor is none of this list's
   * @throws RawLogUnavailable where it cannot be read just now
   */
  EventPage page(
      OrganizationId organization,
      @Nullable Instant from,
      @Nullable Instant to,
      Map<Dimension, List<String>> filters,
      int limit,
      @Nullable String cursor);

  /**
   * All entries of one event, also those that take back and are taken back, in the order of their
   * recording; none where the event is not known.
   *
   * @throws RawLogUnavailable where it cannot be read just now
   */
  List<LoggedEntry> entriesOf(OrganizationId organization, EventId event);

  /**
   * Hands over every entry of a period once, in no order that anybody may count on.
   *
   * @param from included, {@code to} excluded
   * @throws RawLogUnavailable where it cannot be read to its end; some were handed over then
   */
  void scan(OrganizationId organization, Instant from, Instant to, Consumer<LoggedEntry> each);

  /**
   * Beginnings of the hours, UTC, that may hold entries: what is not in it holds none.
   *
   * @throws RawLogUnavailable where it cannot be read just now
   */
  SortedSet<Instant> hours(OrganizationId organization, Instant from, Instant to);
}
