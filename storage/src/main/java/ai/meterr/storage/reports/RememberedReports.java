package ai.meterr.storage.reports;

import ai.meterr.event.EventId;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.EventDetail;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.tenancy.OrganizationId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells sums that took {@link #CHEAP} or longer again for {@link #AGE_MAX}. So a board that is
 * looked at by many asks once, and a small organization always sees the latest. {@link
 * UsageAnswer#asOf} tells when it was summed.
 */
public final class RememberedReports implements Reports {
  static final Duration AGE_MAX = Duration.ofMinutes(1);
  static final Duration CHEAP = Duration.ofMillis(300);

  /** A row takes about 1 KB. */
  private static final int ROWS_MAX = 50_000;

  private final Reports reports;
  private final InstantSource clock;
  private final Cache<Question, Remembered> answers =
      Caffeine.newBuilder()
          .maximumWeight(ROWS_MAX)
          .weigher((Question question, Remembered known) -> 1 + known.answer.rows().size())
          .build();

  private record Question(OrganizationId organization, UsageQuery query) {}

  private record Remembered(UsageAnswer answer, Instant until) {}

  public RememberedReports(Reports reports, InstantSource clock) {
    this.reports = reports;
    this.clock = clock;
  }

  @Override
  public UsageAnswer usage(OrganizationId organization, UsageQuery query) {
    Question question = new Question(organization, query);
    Remembered known = answers.getIfPresent(question);
    if (known != null && clock.instant().isBefore(known.until)) {
      return known.answer;
    }
    Instant begun = clock.instant();
    UsageAnswer answer = reports.usage(organization, query);
    Duration took = Duration.between(begun, clock.instant());
    if (took.compareTo(CHEAP) >= 0) {
      answers.put(question, new Remembered(answer, answer.asOf().plus(AGE_MAX)));
    }
    return answer;
  }

  @Override
  public EventPage events(
      OrganizationId organization,
      @Nullable Instant from,
      @Nullable Instant to,
      Map<Dimension, List<String>> filters,
      int limit,
      @Nullable String cursor) {
    return reports.events(organization, from, to, filters, limit, cursor);
  }

  @Override
  public Optional<EventDetail> event(OrganizationId organization, EventId id) {
    return reports.event(organization, id);
  }

  @Override
  public LiveBatch since(OrganizationId organization, @Nullable String cursor, int limit) {
    return reports.since(organization, cursor, limit);
  }
}
