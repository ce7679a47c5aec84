package ai.meterr.storage.reports;

import ai.meterr.ledger.report.Dimension;
import ai.meterr.ledger.report.Reports.EventPage;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.EntryReader;
import ai.meterr.storage.ledger.EntryReader.Kept;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Single events, newest first by when the call began. */
final class EventList {
  private final Connection connection;
  private final OrganizationId organization;

  EventList(Connection connection, OrganizationId organization) {
    this.connection = connection;
    this.organization = organization;
  }

  EventPage page(
      @Nullable Instant from,
      @Nullable Instant to,
      Map<Dimension, List<String>> filters,
      int limit,
      @Nullable PageCursor after)
      throws SQLException {
    Filters conditions = Filters.of(connection, organization, filters);
    String sql =
        "select "
            + EntryReader.COLUMNS
            + " from entries e where e.organization_id = ? and e.is_current"
            + (from == null ? "" : " and e.event_time >= ?")
            + (to == null ? "" : " and e.event_time < ?")
            + (after == null
                ? ""
                : " and e.event_time <= ?"
                    + " and (e.event_time, e.journal, e.journal_offset) < (?, ?, ?)")
            + conditions.conditions()
            + " order by e.event_time desc, e.journal desc, e.journal_offset desc limit ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      // planned for these very values: a rare one is found another way than a common one
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
      int index = 1;
      statement.setObject(index++, organization.value());
      if (from != null) {
        statement.setObject(index++, DatabaseTime.of(from));
      }
      if (to != null) {
        statement.setObject(index++, DatabaseTime.of(to));
      }
      if (after != null) {
        // said twice: the first bound alone leaves partitions out
        statement.setObject(index++, DatabaseTime.of(after.time()));
        statement.setObject(index++, DatabaseTime.of(after.time()));
        statement.setInt(index++, after.journal());
        statement.setLong(index++, after.offset());
      }
      index = conditions.bind(connection, statement, index);
      statement.setInt(index, limit + 1);
      List<Kept> found;
      try (ResultSet rows = statement.executeQuery()) {
        found = EntryReader.read(connection, organization, rows);
      }
      boolean more = found.size() > limit;
      List<Kept> page = more ? found.subList(0, limit) : found;
      return new EventPage(
          page.stream().map(Kept::event).toList(),
          more ? PageCursor.of(page.getLast()).text() : null);
    }
  }
}
