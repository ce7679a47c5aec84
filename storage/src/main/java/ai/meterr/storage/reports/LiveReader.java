package ai.meterr.storage.reports;

import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.report.Reports.LiveBatch;
import ai.meterr.storage.ledger.EntryReader;
import ai.meterr.storage.ledger.EntryReader.Kept;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came into the ledger since a cursor: each journal in its order, journals by commit time. */
final class LiveReader {
  private final Connection connection;
  private final OrganizationId organization;

  LiveReader(Connection connection, OrganizationId organization) {
    this.connection = connection;
    this.organization = organization;
  }

  LiveBatch since(@Nullable LiveCursor after, int limit) throws SQLException {
    SortedMap<Integer, Long> applied = applied();
    if (after == null) {
      return new LiveBatch(List.of(), List.of(), new LiveCursor(applied).text());
    }
    PriorityQueue<Deque<Kept>> heads =
        new PriorityQueue<>(Comparator.comparing(journal -> journal.getFirst().recordedAt()));
    for (Map.Entry<Integer, Long> known : applied.entrySet()) {
      int journal = known.getKey();
      if (known.getValue() > after.offset(journal)) {
        Deque<Kept> events = new ArrayDeque<>(read(journal, after.offset(journal), limit));
        if (!events.isEmpty()) {
          heads.add(events);
        }
      }
    }
    List<UsageEvent> events = new ArrayList<>();
    List<String> cursors = new ArrayList<>();
    LiveCursor cursor = after;
    while (events.size() < limit && !heads.isEmpty()) {
      Deque<Kept> journal = heads.remove();
      Kept kept = journal.removeFirst();
      cursor = cursor.past(kept.journal(), kept.offset());
      events.add(kept.event());
      cursors.add(cursor.text());
      if (!journal.isEmpty()) {
        heads.add(journal);
      }
    }
    return new LiveBatch(events, cursors, cursor.text());
  }

  private SortedMap<Integer, Long> applied() throws SQLException {
    SortedMap<Integer, Long> applied = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select number, ledger_offset from journals")) {
      while (rows.next()) {
        applied.put(rows.getInt(1), rows.getLong(2));
      }
    }
    return applied;
  }

  private List<Kept> read(int journal, long after, int limit) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + EntryReader.COLUMNS
                + """
                 from entries e
                where e.organization_id = ? and e.journal = ? and e.journal_offset > ?
                  and e.part = 0 and e.is_current
                order by e.journal_offset limit ?\
                """)) {
      statement.setObject(1, organization.value());
      statement.setInt(2, journal);
      statement.setLong(3, after);
      statement.setInt(4, limit);
      try (ResultSet rows = statement.executeQuery()) {
        return EntryReader.read(connection, organization, rows);
      }
    }
  }
}
