package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.SealedTables;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sealed rollups of one organization within a transaction that nobody else seals in: until it
 * ends, others wait.
 */
final class Sealed {
  /** Who seals shares it; {@link Merging} takes it alone, or leaves out a turn. */
  static final String MERGE_LOCK = "hashtextextended('meterr.merge', 0)";

  private final Connection connection;
  private final OrganizationId organization;

  private Sealed(Connection connection, OrganizationId organization) {
    this.connection = connection;
    this.organization = organization;
  }

  /** Waits for who seals the same organization, and for who merges. */
  static Sealed locked(Connection connection, OrganizationId organization) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select pg_advisory_xact_lock(hashtextextended(?, 0)),"
                + " pg_advisory_xact_lock_shared("
                + MERGE_LOCK
                + ")")) {
      statement.setString(1, "meterr.seal/" + organization);
      statement.execute();
    }
    return new Sealed(connection, organization);
  }

  /** The zone of days, weeks and months; at first the organization's. */
  ZoneId zone() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into sealed_zones (organization_id, zone)
            select ?, coalesce((select zone from organizations where id = ?), 'UTC')
            on conflict do nothing\
            """)) {
      statement.setObject(1, organization.value());
      statement.setObject(2, organization.value());
      statement.executeUpdate();
    }
    return zone(connection, organization).orElseThrow();
  }

  /** The zone that days, weeks and months were made in; empty where none were yet. */
  static Optional<ZoneId> zone(Connection connection, OrganizationId organization)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select zone from sealed_zones where organization_id = ?")) {
      statement.setObject(1, organization.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(ZoneId.of(row.getString(1))) : Optional.empty();
      }
    }
  }

  /** Adds to what is sealed of a period. */
  void add(Cube cube, Grain grain, Instant starts, LineSums sums) throws SQLException {
    byte[] packed =
        new LineSums(cube.axes().size()).add(read(cube, grain, starts)).add(sums).pack();
    write(cube, grain, starts, packed);
  }

  private byte @Nullable [] read(Cube cube, Grain grain, Instant starts) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select lines from "
                + SealedTables.of(grain)
                + " where organization_id = ? and cube = ? and starts = ?")) {
      statement.setObject(1, organization.value());
      statement.setInt(2, cube.code());
      statement.setObject(3, DatabaseTime.of(starts));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getBytes(1) : null;
      }
    }
  }

  void write(Cube cube, Grain grain, Instant starts, byte[] packed) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into "
                + SealedTables.of(grain)
                + " (organization_id, cube, starts, lines) values (?, ?, ?, ?)"
                + " on conflict (organization_id, cube, starts)"
                + " do update set lines = excluded.lines"
                + (SealedTables.CUT.contains(grain) ? ", is_cut = false" : ""))) {
      statement.setObject(1, organization.value());
      statement.setInt(2, cube.code());
      statement.setObject(3, DatabaseTime.of(starts));
      statement.setBytes(4, packed);
      statement.executeUpdate();
    }
  }

  /** Makes a week or a month the sum of its sealed days, whatever it was. */
  void sumDays(Cube cube, Grain grain, Instant starts, Instant ends) throws SQLException {
    LineSums sums = new LineSums(cube.axes().size());
    try (PreparedStatement statement =
            between("select lines from " + SealedTables.of(Grain.DAY), cube, starts, ends);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        sums.add(rows.getBytes(1));
      }
    }
    try (PreparedStatement statement =
        between("delete from " + SealedTables.of(grain), cube, starts, ends)) {
      statement.executeUpdate();
    }
    write(cube, grain, starts, sums.pack());
  }

  private PreparedStatement between(String what, Cube cube, Instant from, Instant to)
      throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(
            what + " where organization_id = ? and cube = ? and starts >= ? and starts < ?");
    statement.setObject(1, organization.value());
    statement.setInt(2, cube.code());
    statement.setObject(3, DatabaseTime.of(from));
    statement.setObject(4, DatabaseTime.of(to));
    return statement;
  }
}
