package ai.meterr.storage.reports;

import ai.meterr.event.EventId;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rawlog.RawLog;
import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.storage.database.Tenancy;
import ai.meterr.storage.ledger.EntryScan;
import ai.meterr.tenancy.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The raw log beside the rollups: the ledger's own transaction appends to it. */
public final class PostgresRawLog implements RawLog {
  private final Tenancy tenancy;

  public PostgresRawLog(Tenancy tenancy) {
    this.tenancy = tenancy;
  }

  @Override
  public EventPage page(
      OrganizationId organization,
      @Nullable Instant from,
      @Nullable Instant to,
      Map<Dimension, List<String>> filters,
      int limit,
      @Nullable String cursor) {
    PageCursor after = cursor == null ? null : PageCursor.parse(cursor);
    return tenancy.reading(
        organization,
        "listing events",
        connection ->
            new EventList(connection, organization).page(from, to, filters, limit, after));
  }

  @Override
  public List<LoggedEntry> entriesOf(OrganizationId organization, EventId event) {
    return tenancy.reading(
        organization,
        "reading an event",
        connection -> new EntryScan(connection, organization).of(event));
  }

  @Override
  public void scan(
      OrganizationId organization, Instant from, Instant to, Consumer<LoggedEntry> each) {
    tenancy.reading(
        organization,
        "scanning entries",
        connection -> {
          new EntryScan(connection, organization).each(from, to, each);
          return null;
        });
  }

  @Override
  public SortedSet<Instant> hours(OrganizationId organization, Instant from, Instant to) {
    return tenancy.reading(
        organization,
        "reading when there are entries",
        connection -> new EntryScan(connection, organization).hours(from, to));
  }
}
