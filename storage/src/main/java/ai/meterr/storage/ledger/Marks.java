package ai.meterr.storage.ledger;

import ai.meterr.ledger.Entry;
import ai.meterr.ledger.identity.EntryName;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What few entries have beside the usual: set after the batch's entries are in. */
final class Marks {
  private final List<Mark> marks = new ArrayList<>();

  /**
   * @param requestId null: as it is
   */
  private record Mark(
      OrganizationId organization,
      int journal,
      long offset,
      Entry.Part part,
      Instant time,
      boolean taken,
      boolean looksBack,
      @Nullable String requestId) {}

  void superseded(EntryName entry) {
    add(entry, true, false);
  }

  void looksBack(EntryName entry) {
    add(entry, false, true);
  }

  private void add(EntryName entry, boolean taken, boolean looksBack) {
    marks.add(
        new Mark(
            entry.organization(),
            entry.journal(),
            entry.position().bytes(),
            Entry.Part.ADDS,
            entry.time(),
            taken,
            looksBack,
            null));
  }

  /** Of an entry of the batch itself. */
  void of(Entry entry, int journal) {
    boolean ownRequest = entry.event().requestId().equals(entry.event().id().value());
    if (entry.part().subtracts() || !ownRequest) {
      marks.add(
          new Mark(
              entry.organization(),
              journal,
              entry.position().bytes(),
              entry.part(),
              entry.event().time(),
              entry.part().subtracts(),
              false,
              ownRequest ? null : PlainText.of(entry.event().requestId())));
    }
  }

  void set(Connection connection) throws SQLException {
    if (marks.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            update entries e
            set is_current = e.is_current and not m.taken, looks_back = e.looks_back or m.looks_back,
              request_id = coalesce(m.request_id, e.request_id)
            from (
              select organization_id, journal, journal_offset, part, event_time, bool_or(taken) taken,
                bool_or(looks_back) looks_back, max(request_id) request_id
              from unnest(?::uuid[], ?::integer[], ?::bigint[], ?::smallint[], ?::timestamptz[],
                ?::boolean[], ?::boolean[], ?::text[]) m (organization_id, journal, journal_offset, part,
                event_time, taken, looks_back, request_id)
              group by 1, 2, 3, 4, 5) m
            where e.organization_id = m.organization_id and e.journal = m.journal
              and e.journal_offset = m.journal_offset and e.part = m.part
              and e.event_time = m.event_time\
            """)) {
      set(statement, 1, "uuid", mark -> mark.organization.value());
      set(statement, 2, "int4", Mark::journal);
      set(statement, 3, "int8", Mark::offset);
      set(statement, 4, "int2", mark -> mark.part.code());
      set(statement, 5, "timestamptz", mark -> DatabaseTime.text(mark.time));
      set(statement, 6, "bool", Mark::taken);
      set(statement, 7, "bool", Mark::looksBack);
      set(statement, 8, "text", Mark::requestId);
      statement.executeUpdate();
    }
  }

  private void set(
      PreparedStatement statement,
      int index,
      String type,
      java.util.function.Function<Mark, @Nullable Object> value)
      throws SQLException {
    @Nullable Object[] column = new @Nullable Object[marks.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = value.apply(marks.get(i));
    }
    statement.setArray(index, statement.getConnection().createArrayOf(type, column));
  }
}
