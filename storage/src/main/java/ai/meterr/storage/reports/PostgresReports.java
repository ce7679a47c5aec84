package ai.meterr.storage.reports;

import ai.meterr.event.EventId;
import ai.meterr.ledger.rawlog.RawLog;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.EventDetail;
import ai.meterr.ledger.report.Reports;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.storage.database.Tenancy;
import ai.meterr.tenancy.OrganizationId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sums and what is new are read in one snapshot, bound to the organization. */
public final class PostgresReports implements Reports {
  private final Tenancy tenancy;
  private final RawLog rawLog;
  private final InstantSource clock;

  /**
   * @param rawLog single events are read from it
   */
  public PostgresReports(Tenancy tenancy, RawLog rawLog, InstantSource clock) {
    this.tenancy = tenancy;
    this.rawLog = rawLog;
    this.clock = clock;
  }

  @Override
  public UsageAnswer usage(OrganizationId organization, UsageQuery query) {
    return tenancy.reading(
        organization,
        "summing usage",
        connection -> new UsageSums(connection, organization, query, clock.instant()).answer());
  }

  @Override
  public EventPage events(
      OrganizationId organization,
      @Nullable Instant from,
      @Nullable Instant to,
      Map<Dimension, List<String>> filters,
      int limit,
      @Nullable String cursor) {
    return rawLog.page(organization, from, to, filters, limit, cursor);
  }

  @Override
  public Optional<EventDetail> event(OrganizationId organization, EventId id) {
    Optional<EventDetail> here =
        tenancy.reading(
            organization,
            "reading an event",
            connection -> new EventHistory(connection, organization).of(id));
    return here.isPresent() ? here : new LoggedHistory(rawLog, organization).of(id);
  }

  @Override
  public LiveBatch since(OrganizationId organization, @Nullable String cursor, int limit) {
    LiveCursor after = cursor == null ? null : LiveCursor.parse(cursor);
    return tenancy.reading(
        organization,
        "reading what is new",
        connection -> new LiveReader(connection, organization).since(after, limit));
  }
}
