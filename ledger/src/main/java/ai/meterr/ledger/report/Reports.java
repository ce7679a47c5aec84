package ai.meterr.ledger.report;

import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.tenancy.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers from the ledger, each for one organization. Blocking. */
public interface Reports {

  /**
   * @throws CombinationNotKept where no rollup can answer: nothing is ever scanned for a total
   */
  UsageAnswer usage(OrganizationId organization, UsageQuery query);

  /**
   * Events, newest first.
   *
   * @param from included, null: no limit; {@code to} excluded
   * @param filters as in {@link UsageQuery}
   * @param cursor {@link EventPage#next()} of the page before, null for the first
   */
  EventPage events(
      OrganizationId organization,
      @Nullable Instant from,
      @Nullable Instant to,
      Map<Dimension, List<String>> filters,
      int limit,
      @Nullable String cursor);

  /**
   * @param id any under which the call was reported
   */
  Optional<EventDetail> event(OrganizationId organization, EventId id);

  /**
   * What came into the ledger since a cursor, in ledger order, at most {@code limit}.
   *
   * @param cursor null: begin with what comes from now on (the answer is empty and has a cursor)
   */
  LiveBatch since(OrganizationId organization, @Nullable String cursor, int limit);

  record EventPage(List<UsageEvent> events, @Nullable String next) {}

  /**
   * @param cursors one per event: what a client that has seen it resumes with
   */
  record LiveBatch(List<UsageEvent> events, List<String> cursors, String cursor) {}

  /** A question that no rollup keeps an answer to. */
  final class CombinationNotKept extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param canBeAsked says what can be asked instead, for people
     */
    public CombinationNotKept(String canBeAsked) {
      super(canBeAsked);
    }
  }

  /** A cursor that is not one of ours. */
  final class BadCursor extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadCursor() {
      super("not a cursor of this list");
    }
  }
}
