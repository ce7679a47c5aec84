package ai.meterr.storage.ledger;

import ai.meterr.ledger.Entry;
import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says, in the batch's own transaction, which of its entries the second pass is to put. */
final class OutboxRows {
  private OutboxRows() {}

  private record Times(Instant earliest, Instant latest) {
    Times with(Times other) {
      return new Times(
          earliest.isBefore(other.earliest) ? earliest : other.earliest,
          latest.isAfter(other.latest) ? latest : other.latest);
    }
  }

  static void insert(Connection connection, int journal, Batch batch, Collection<Entry> entries)
      throws SQLException {
    Map<OrganizationId, Times> times = new HashMap<>();
    for (Entry entry : entries) {
      Instant time = entry.event().time();
      times.merge(entry.organization(), new Times(time, time), Times::with);
    }
    if (times.isEmpty()) {
      return;
    }
    List<Map.Entry<OrganizationId, Times>> rows = List.copyOf(times.entrySet());
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into outbox (journal, from_offset, to_offset, organization_id, earliest, latest)
            select ?, ?, ?, * from unnest(?::uuid[], ?::timestamptz[], ?::timestamptz[])\
            """)) {
      statement.setInt(1, journal);
      statement.setLong(2, batch.from().bytes());
      statement.setLong(3, batch.to().bytes());
      Arrays.set(
          connection, statement, 4, "uuid", rows.stream().map(r -> r.getKey().value()).toArray());
      Arrays.set(
          connection,
          statement,
          5,
          "timestamptz",
          rows.stream().map(r -> DatabaseTime.text(r.getValue().earliest)).toArray());
      Arrays.set(
          connection,
          statement,
          6,
          "timestamptz",
          rows.stream().map(r -> DatabaseTime.text(r.getValue().latest)).toArray());
      statement.executeUpdate();
    }
  }
}
