package ai.meterr.storage.ledger;

import ai.meterr.ledger.Entry;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.rawlog.LoggedEntry;
import ai.meterr.ledger.rawlog.RawLog;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.reports.PostgresRawLog;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.RawLogContract;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The contract of every raw log, on a real PostgreSQL. */
class PostgresRawLogTest extends RawLogContract {
  private static final Database DATABASE = PostgresForTests.database();
  private static final Names NAMES = new Names(DATABASE);

  @Override
  protected RawLog rawLog() {
    return new PostgresRawLog(DATABASE.tenancy());
  }

  @Override
  protected OrganizationId newOrganization() {
    return PostgresForTests.newOrganization();
  }

  /** As the ledger's transaction does: what an entry takes back stands no longer. */
  @Override
  protected void keep(List<LoggedEntry> logged) {
    List<Entry> entries = logged.stream().map(LoggedEntry::entry).toList();
    new Partitions(DATABASE)
        .prepare(
            new ai.meterr.ledger.rollup.Rollup(
                    PostgresForTests.store().zones(), PostgresForTests.NOW)
                .addAll(entries)
                .periods());
    JournalId journal = logged.getFirst().journal();
    DATABASE.asLedger(
        "keeping entries",
        connection -> {
          NamesOfBatch ids = new NamesOfBatch();
          EntryRows.tell(entries, ids);
          ids.resolve(NAMES);
          EntryRows.of(entries, ids).insert(connection, number(connection, journal));
          for (Entry entry : entries) {
            if (entry.part() != Entry.Part.ADDS) {
              supersede(connection, entry);
            }
          }
          return null;
        });
  }

  private static int number(Connection connection, JournalId journal) throws SQLException {
    for (Map.Entry<Integer, JournalId> known : Journals.byNumber(connection).entrySet()) {
      if (known.getValue().equals(journal)) {
        return known.getKey();
      }
    }
    PostgresForTests.store().ledgerStore().lease(journal, 0, UUID.randomUUID());
    return number(connection, journal);
  }

  /** All of the event but what was added at the same position. */
  private static void supersede(Connection connection, Entry entry) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            update entries set is_current = false where organization_id = ? and event_id = ?
            and (journal_offset < ? or part <> 0)\
            """)) {
      statement.setObject(1, entry.organization().value());
      statement.setString(2, entry.event().id().value());
      statement.setLong(3, entry.position().bytes());
      statement.executeUpdate();
    }
  }
}
