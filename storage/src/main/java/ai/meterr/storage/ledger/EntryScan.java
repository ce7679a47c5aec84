package ai.meterr.storage.ledger;

import ai.meterr.event.EventId;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.EntryReader.Kept;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One organization's entries in PostgreSQL, whether they stand or not. */
public final class EntryScan {
  private static final int AT_ONCE = 5_000;

  private final Connection connection;
  private final OrganizationId organization;

  public EntryScan(Connection connection, OrganizationId organization) {
    this.connection = connection;
    this.organization = organization;
  }

  /** Entries of one event, in the order of their recording. */
  public List<LoggedEntry> of(EventId event) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + EntryReader.COLUMNS
                + """
                 from entries e where e.organization_id = ? and e.event_id = ?
                order by e.recorded_at, e.journal, e.journal_offset, e.part\
                """)) {
      statement.setObject(1, organization.value());
      statement.setString(2, PlainText.of(event.value()));
      try (ResultSet rows = statement.executeQuery()) {
        return logged(EntryReader.read(connection, organization, rows));
      }
    }
  }

  /** Hands over what a period holds, part by part, so that memory holds one part. */
  public void each(Instant from, Instant to, Consumer<LoggedEntry> each) throws SQLException {
    Kept last = null;
    List<Kept> part;
    do {
      part = part(from, to, last);
      logged(part).forEach(each);
      last = part.isEmpty() ? null : part.getLast();
    } while (part.size() == AT_ONCE);
  }

  private List<Kept> part(Instant from, Instant to, @Nullable Kept last) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + EntryReader.COLUMNS
                + """
                 from entries e where e.organization_id = ? and e.event_time >= ?
                and e.event_time < ? and (e.event_time, e.journal, e.journal_offset, e.part) > (?, ?, ?, ?)
                order by e.event_time, e.journal, e.journal_offset, e.part limit ?\
                """)) {
      statement.setObject(1, organization.value());
      statement.setObject(2, DatabaseTime.of(last == null ? from : last.time()));
      statement.setObject(3, DatabaseTime.of(to));
      statement.setObject(4, DatabaseTime.of(last == null ? from : last.time()));
      statement.setInt(5, last == null ? -1 : last.journal());
      statement.setLong(6, last == null ? -1 : last.offset());
      statement.setInt(7, last == null ? -1 : last.part().code());
      statement.setInt(8, AT_ONCE);
      try (ResultSet rows = statement.executeQuery()) {
        return EntryReader.read(connection, organization, rows);
      }
    }
  }

  private List<LoggedEntry> logged(List<Kept> found) throws SQLException {
    Map<Integer, JournalId> journals = found.isEmpty() ? Map.of() : Journals.byNumber(connection);
    return found.stream()
        .map(
            kept -> kept.logged(organization, Objects.requireNonNull(journals.get(kept.journal()))))
        .toList();
  }

  /** Beginnings of the hours, UTC, that hold entries. */
  public SortedSet<Instant> hours(Instant from, Instant to) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select distinct date_trunc('hour', event_time, 'UTC') from entries
            where organization_id = ? and event_time >= ? and event_time < ?\
            """)) {
      statement.setObject(1, organization.value());
      statement.setObject(2, DatabaseTime.of(from));
      statement.setObject(3, DatabaseTime.of(to));
      SortedSet<Instant> hours = new TreeSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          hours.add(DatabaseTime.read(rows, 1));
        }
      }
      return hours;
    }
  }
}
