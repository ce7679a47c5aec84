package ai.meterr.storage.ledger;

import ai.meterr.ledger.Entry;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.rawlog.RawLog;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.EntryReader.Kept;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Entries of a raw log outside of the database. Up to each journal's {@code raw_offset}, as the
 * snapshot knows it, they come from the raw log, which has had them since; beyond it from the
 * database, as the snapshot sees it. So the two are what the snapshot's rollups count, while both
 * go on.
 */
public final class EntriesElsewhere implements EntrySource {
  /** The store may delete what expires a little before its time is up on our clock. */
  private static final Duration MARGIN = Duration.ofDays(1);

  private final RawLog rawLog;
  private final Function<OrganizationId, Duration> kept;
  private final InstantSource clock;

  /**
   * @param kept how long the raw log keeps an entry at least
   */
  public EntriesElsewhere(
      RawLog rawLog, Function<OrganizationId, Duration> kept, InstantSource clock) {
    this.rawLog = rawLog;
    this.kept = kept;
    this.clock = clock;
  }

  @Override
  public Instant since(Connection snapshot, OrganizationId organization) {
    return clock.instant().minus(kept.apply(organization)).plus(MARGIN);
  }

  @Override
  public SortedSet<Instant> hours(
      Connection snapshot, OrganizationId organization, Instant from, Instant to)
      throws SQLException {
    SortedSet<Instant> hours = new TreeSet<>(rawLog.hours(organization, from, to));
    try (PreparedStatement statement =
        snapshot.prepareStatement(
            """
            select distinct date_trunc('hour', e.event_time, 'UTC')
            from entries e join journals j on j.number = e.journal and e.journal_offset > j.raw_offset
            where e.organization_id = ? and e.event_time >= ? and e.event_time < ?\
            """)) {
      bind(statement, organization, from, to);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          hours.add(DatabaseTime.read(rows, 1));
        }
      }
    }
    return hours;
  }

  @Override
  public void each(
      Connection snapshot,
      OrganizationId organization,
      Instant from,
      Instant to,
      Consumer<Entry> each)
      throws SQLException {
    Map<JournalId, Long> logged = logged(snapshot);
    rawLog.scan(
        organization,
        from,
        to,
        entry -> {
          if (entry.entry().position().bytes() <= logged.getOrDefault(entry.journal(), 0L)) {
            each.accept(entry.entry());
          }
        });
    try (PreparedStatement statement =
        snapshot.prepareStatement(
            "select "
                + EntryReader.COLUMNS
                + """
                 from entries e join journals j on j.number = e.journal and e.journal_offset > j.raw_offset
                where e.organization_id = ? and e.event_time >= ? and e.event_time < ?\
                """)) {
      bind(statement, organization, from, to);
      try (ResultSet rows = statement.executeQuery()) {
        Map<Integer, JournalId> journals = Journals.byNumber(snapshot);
        for (Kept kept : EntryReader.read(snapshot, organization, rows)) {
          each.accept(
              kept.logged(
                      organization, java.util.Objects.requireNonNull(journals.get(kept.journal())))
                  .entry());
        }
      }
    }
  }

  private static void bind(
      PreparedStatement statement, OrganizationId organization, Instant from, Instant to)
      throws SQLException {
    statement.setObject(1, organization.value());
    statement.setObject(2, DatabaseTime.of(from));
    statement.setObject(3, DatabaseTime.of(to));
  }

  private static Map<JournalId, Long> logged(Connection snapshot) throws SQLException {
    Map<JournalId, Long> logged = new HashMap<>();
    try (Statement statement = snapshot.createStatement();
        ResultSet rows = statement.executeQuery("select id, raw_offset from journals")) {
      while (rows.next()) {
        logged.put(new JournalId(rows.getObject(1, UUID.class)), rows.getLong(2));
      }
    }
    return logged;
  }
}
