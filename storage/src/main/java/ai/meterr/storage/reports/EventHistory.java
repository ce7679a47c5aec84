package ai.meterr.storage.reports;

import ai.meterr.event.EventId;
import ai.meterr.ledger.Outcome;
import ai.meterr.ledger.report.EventDetail;
import ai.meterr.ledger.report.EventDetail.Sighting;
import ai.meterr.storage.ledger.RawLog;
import ai.meterr.storage.ledger.RawLog.Kept;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** One event, who reported it and what that changed. */
final class EventHistory {
  private final Connection connection;
  private final OrganizationId organization;

  EventHistory(Connection connection, OrganizationId organization) {
    this.connection = connection;
    this.organization = organization;
  }

  Optional<EventDetail> of(EventId id) throws SQLException {
    return current(id)
        .map(
            kept ->
                new EventDetail(
                    kept.event(),
                    List.of(kept.event()),
                    List.of(new Sighting(kept.event(), Outcome.COUNTED, kept.recordedAt())),
                    List.of()));
  }

  private Optional<Kept> current(EventId id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + RawLog.COLUMNS
                + """
                 from entries e where e.organization_id = ? and e.event_id = ? and e.is_current
                order by e.event_time desc, e.journal desc, e.journal_offset desc limit 1\
                """)) {
      statement.setObject(1, organization.value());
      statement.setString(2, id.value());
      try (ResultSet rows = statement.executeQuery()) {
        return RawLog.read(connection, organization, rows).stream().findFirst();
      }
    }
  }
}
