package ai.meterr.storage.ledger;

import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rawlog.Outbox;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The outbox: entries stand where they always do, and a row for each batch and organization says
 * which of them are still to be put, and then to be forgotten.
 */
public final class PostgresOutbox implements Outbox {
  /**
   * How long an entry that the raw log has stays here: for as long as another source may report the
   * same call, which is then found here; and for live streams that resume.
   */
  public static final Duration KEPT = Identities.KEPT;

  /** Batches that are forgotten in one transaction. */
  private static final int FORGOTTEN_AT_ONCE = 100;

  private static final int ABANDONED_SECONDS = 60;

  /** More than two batches can have. */
  private static final int PARTS_AT_ONCE = 10_001;

  private static final String PARTS =
      "select o.organization_id, o.journal, o.from_offset, o.to_offset, o.earliest, o.latest"
          + " from outbox o";
  private static final String OF_PART =
      "e.organization_id = ? and e.journal = ? and e.journal_offset > ? and e.journal_offset <= ?"
          + " and e.event_time >= ? and e.event_time <= ?";

  private final Database database;

  /** A journal as the snapshot knows it. */
  private record Journal(int number, long logged, long counted) {}

  /** Entries of one organization in one batch. */
  private record Part(
      OrganizationId organization,
      int journal,
      long from,
      long to,
      OffsetDateTime earliest,
      OffsetDateTime latest) {}

  public PostgresOutbox(Database database) {
    this.database = database;
  }

  @Override
  public List<Waiting> waiting(JournalId own) {
    return database.asLedgerReading(
        "reading what waits for the raw log",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  """
                  select j.id, j.raw_offset, j.ledger_offset,
                    (select o.recorded_at from outbox o
                     where o.journal = j.number and o.to_offset > j.raw_offset
                     order by o.journal, o.to_offset limit 1)
                  from journals j
                  where j.id = ? or (j.raw_offset < j.ledger_offset
                    and j.applied_at < now() - make_interval(secs => ?))\
                  """)) {
            statement.setObject(1, own.value());
            statement.setInt(2, ABANDONED_SECONDS);
            List<Waiting> waiting = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                waiting.add(
                    new Waiting(
                        new JournalId(rows.getObject(1, UUID.class)),
                        new Position(rows.getLong(2)),
                        new Position(rows.getLong(3)),
                        rows.getObject(4) == null ? null : DatabaseTime.read(rows, 4)));
              }
            }
            return waiting;
          }
        });
  }

  @Override
  public Portion next(JournalId journal, int entriesMax) {
    return database.asLedgerReading(
        "reading entries for the raw log", connection -> next(connection, journal, entriesMax));
  }

  /** As many whole batches as make the portion full. */
  private static Portion next(Connection connection, JournalId id, int entriesMax)
      throws SQLException {
    Journal journal = journal(connection, id);
    List<Part> parts = parts(connection, journal);
    boolean all = parts.size() < PARTS_AT_ONCE;
    if (!all) {
      long perhapsInPart = parts.getLast().to;
      parts.removeIf(part -> part.to == perhapsInPart);
    }
    List<LoggedEntry> entries = new ArrayList<>();
    long to = journal.logged;
    for (Part part : parts) {
      if (part.to != to && entries.size() >= entriesMax) {
        all = false;
        break;
      }
      entries.addAll(entries(connection, id, part));
      to = part.to;
    }
    // beyond the last batch that has entries nothing waits
    long reached = all ? journal.counted : to;
    return new Portion(id, new Position(journal.logged), new Position(reached), entries);
  }

  private static Journal journal(Connection connection, JournalId id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select number, raw_offset, ledger_offset from journals where id = ?")) {
      statement.setObject(1, id.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new Journal(row.getInt(1), row.getLong(2), row.getLong(3))
            : new Journal(0, 0, 0);
      }
    }
  }

  private static List<Part> parts(Connection connection, Journal journal) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            PARTS
                + """
                 where o.journal = ? and o.to_offset > ?
                order by o.journal, o.to_offset, o.organization_id limit ?\
                """)) {
      statement.setInt(1, journal.number);
      statement.setLong(2, journal.logged);
      statement.setInt(3, PARTS_AT_ONCE);
      return read(statement);
    }
  }

  private static List<Part> read(PreparedStatement statement) throws SQLException {
    List<Part> parts = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        parts.add(
            new Part(
                new OrganizationId(rows.getObject(1, UUID.class)),
                rows.getInt(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getObject(5, OffsetDateTime.class),
                rows.getObject(6, OffsetDateTime.class)));
      }
    }
    return parts;
  }

  private static List<LoggedEntry> entries(Connection connection, JournalId journal, Part part)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select " + EntryReader.COLUMNS + " from entries e where " + OF_PART)) {
      bind(statement, part);
      try (ResultSet rows = statement.executeQuery()) {
        return EntryReader.read(connection, part.organization, rows).stream()
            .map(kept -> kept.logged(part.organization, journal))
            .toList();
      }
    }
  }

  private static void bind(PreparedStatement statement, Part part) throws SQLException {
    statement.setObject(1, part.organization.value());
    statement.setInt(2, part.journal);
    statement.setLong(3, part.from);
    statement.setLong(4, part.to);
    statement.setObject(5, part.earliest);
    statement.setObject(6, part.latest);
  }

  @Override
  public void put(Portion portion) {
    database.asLedger(
        "moving a journal's raw offset",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "update journals set raw_offset = ? where id = ? and raw_offset = ?")) {
            statement.setLong(1, portion.to().bytes());
            statement.setObject(2, portion.journal().value());
            statement.setLong(3, portion.from().bytes());
            return statement.executeUpdate();
          }
        });
  }

  /**
   * Lets go of entries that the raw log has and nothing here needs any more.
   *
   * @param kept for how long they stay; {@link #KEPT}
   * @return how many batches' were let go of; the next call goes on
   */
  public int forget(Duration kept) {
    return database.asLedger(
        "forgetting entries that the raw log has",
        connection -> {
          List<Part> parts = forgettable(connection, kept);
          for (Part part : parts) {
            forget(connection, part);
          }
          return parts.size();
        });
  }

  private static List<Part> forgettable(Connection connection, Duration kept) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            PARTS
                + """
                 join journals j on j.number = o.journal and o.to_offset <= j.raw_offset
                where o.recorded_at < now() - make_interval(secs => ?)
                order by o.journal, o.to_offset limit ?\
                """)) {
      statement.setLong(1, kept.toSeconds());
      statement.setInt(2, FORGOTTEN_AT_ONCE);
      return read(statement);
    }
  }

  private static void forget(Connection connection, Part part) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from entries e where " + OF_PART)) {
      bind(statement, part);
      statement.executeUpdate();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from outbox where organization_id = ? and journal = ? and to_offset = ?")) {
      statement.setObject(1, part.organization.value());
      statement.setInt(2, part.journal);
      statement.setLong(3, part.to);
      statement.executeUpdate();
    }
  }
}
