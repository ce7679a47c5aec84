package ai.meterr.storage.ledger;

import ai.meterr.ledger.Entry;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * The entries that the rollups of one snapshot count: those that were counted before it, no more
 * and no less, wherever they are kept.
 */
public interface EntrySource {

  /** Longer ago nobody called anything. */
  Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  /** From when on it has every entry: what began earlier may have been let go of. */
  Instant since(Connection snapshot, OrganizationId organization) throws SQLException;

  /** Beginnings of the hours, UTC, that may hold entries. */
  SortedSet<Instant> hours(
      Connection snapshot, OrganizationId organization, Instant from, Instant to)
      throws SQLException;

  /** Hands over every entry of a period once, in any order. */
  void each(
      Connection snapshot,
      OrganizationId organization,
      Instant from,
      Instant to,
      Consumer<Entry> each)
      throws SQLException;

  /** They stand beside the rollups: the snapshot is of both. */
  final class InTheSameDatabase implements EntrySource {
    @Override
    public Instant since(Connection snapshot, OrganizationId organization) throws SQLException {
      try (PreparedStatement statement =
          snapshot.prepareStatement(
              "select raw_since from organizations where id = ? and isfinite(raw_since)")) {
        statement.setObject(1, organization.value());
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? DatabaseTime.read(row, 1) : EARLIEST;
        }
      }
    }

    @Override
    public SortedSet<Instant> hours(
        Connection snapshot, OrganizationId organization, Instant from, Instant to)
        throws SQLException {
      return new EntryScan(snapshot, organization).hours(from, to);
    }

    @Override
    public void each(
        Connection snapshot,
        OrganizationId organization,
        Instant from,
        Instant to,
        Consumer<Entry> each)
        throws SQLException {
      new EntryScan(snapshot, organization).each(from, to, logged -> each.accept(logged.entry()));
    }
  }
}
