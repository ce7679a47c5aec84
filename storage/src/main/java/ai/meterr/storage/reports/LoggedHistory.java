package ai.meterr.storage.reports;

import ai.meterr.event.EventId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rawlog.RawLog;
import ai.meterr.ledger.rawlog.Standing;
import ai.meterr.ledger.report.Changes;
import ai.meterr.ledger.report.EventDetail;
import ai.meterr.ledger.report.EventDetail.Change;
import ai.meterr.ledger.report.EventDetail.Correction;
import ai.meterr.ledger.report.EventDetail.Sighting;
import ai.meterr.tenancy.Attribution;
import ai.meterr.tenancy.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One event that the database has let go of, by its entries in the raw log: as it stands, what
 * corrections made of it, and the first attempt of its request. Later attempts have ids of their
 * own that nothing in the raw log leads to.
 */
final class LoggedHistory {
  private final RawLog rawLog;
  private final OrganizationId organization;

  LoggedHistory(RawLog rawLog, OrganizationId organization) {
    this.rawLog = rawLog;
    this.organization = organization;
  }

  Optional<EventDetail> of(EventId id) {
    List<LoggedEntry> entries = rawLog.entriesOf(organization, id);
    List<LoggedEntry> standing = Standing.of(entries);
    if (standing.isEmpty()) {
      return Optional.empty();
    }
    UsageEvent event = standing.getLast().entry().event();
    List<LoggedEntry> versions =
        entries.stream()
            .filter(logged -> !logged.entry().part().subtracts())
            .filter(logged -> logged.entry().event().time().equals(event.time()))
            .toList();
    LoggedEntry first = versions.getFirst();
    Sighting sighting =
        new Sighting(
            first.entry().event().with(Attribution.NONE), Outcome.COUNTED, first.recordedAt());
    return Optional.of(
        new EventDetail(event, attempts(event), List.of(sighting), corrections(versions)));
  }

  private List<UsageEvent> attempts(UsageEvent event) {
    List<UsageEvent> attempts = new ArrayList<>();
    if (!event.requestId().equals(event.id().value())) {
      Standing.of(rawLog.entriesOf(organization, new EventId(event.requestId())))
          .forEach(first -> attempts.add(first.entry().event()));
    }
    attempts.add(event);
    return attempts;
  }

  private static List<Correction> corrections(List<LoggedEntry> versions) {
    List<Correction> corrections = new ArrayList<>();
    for (int i = 1; i < versions.size(); i++) {
      UsageEvent version = versions.get(i).entry().event();
      List<Change> changes = Changes.between(versions.get(i - 1).entry().event(), version);
      if (!changes.isEmpty()) {
        corrections.add(new Correction(versions.get(i).recordedAt(), version.source(), changes));
      }
    }
    return corrections;
  }
}
