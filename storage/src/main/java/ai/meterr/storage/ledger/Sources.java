package ai.meterr.storage.ledger;

import ai.meterr.ledger.identity.Reporter;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who reports to which organization besides the gateway's exchanges, and the locks that keep nodes
 * from missing each other's reports.
 *
 * <p>Whoever books exchanges only shares an organization's lock; whoever matches has it alone. So a
 * first report of another source waits until the exchanges before it can be found, and exchanges
 * after it are matched themselves.
 */
final class Sources {
  /** Any number of our own: the class of these advisory locks. */
  private static final int LOCKS = 0x6d746964;

  /** Organizations share locks, so that a batch of very many does not fill the lock table. */
  private static final int STRIPES = 1024;

  private final Set<OrganizationId> matched = ConcurrentHashMap.newKeySet();

  /**
   * Those of the organizations that are known to have more sources than the gateway's exchanges.
   */
  Set<OrganizationId> matchedAmong(Collection<OrganizationId> organizations) {
    Set<OrganizationId> among = new HashSet<>(organizations);
    among.retainAll(matched);
    return among;
  }

  void remember(Collection<OrganizationId> organizations) {
    matched.addAll(organizations);
  }

  /** After the database may have been put back to an older state. */
  void forget() {
    matched.clear();
  }

  /** Until the transaction's end. One order for everybody, so that nobody waits in a circle. */
  static void lock(
      Connection connection, Set<OrganizationId> organizations, Set<OrganizationId> alone)
      throws SQLException {
    Map<Integer, Boolean> stripes = new java.util.TreeMap<>();
    for (OrganizationId organization : organizations) {
      stripes.merge(
          Math.floorMod(organization.hashCode(), STRIPES),
          alone.contains(organization),
          Boolean::logicalOr);
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select case when alone then pg_advisory_xact_lock(?, stripe)
              else pg_advisory_xact_lock_shared(?, stripe) end
            from unnest(?::integer[], ?::boolean[]) as s (stripe, alone)\
            """)) {
      statement.setInt(1, LOCKS);
      statement.setInt(2, LOCKS);
      Arrays.set(connection, statement, 3, "int4", stripes.keySet().toArray());
      Arrays.set(connection, statement, 4, "bool", stripes.values().toArray());
      statement.execute();
    }
  }

  /** Who has reported to these organizations so far; those without anybody are not in it. */
  static Map<OrganizationId, Set<Reporter>> of(
      Connection connection, Collection<OrganizationId> organizations) throws SQLException {
    Map<OrganizationId, Set<Reporter>> reporters = new HashMap<>();
    if (organizations.isEmpty()) {
      return reporters;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select organization_id, reporter from organization_sources"
                + " where organization_id = any (?)")) {
      Object[] ids = organizations.stream().map(OrganizationId::value).toArray();
      Arrays.set(connection, statement, 1, "uuid", ids);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reporters
              .computeIfAbsent(
                  new OrganizationId(rows.getObject(1, UUID.class)), any -> new HashSet<>())
              .add(Reporter.of(rows.getInt(2)));
        }
      }
    }
    return reporters;
  }

  static void add(Connection connection, OrganizationId organization, Reporter reporter)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into organization_sources (organization_id, reporter) values (?, ?)")) {
      statement.setObject(1, organization.value());
      statement.setInt(2, reporter.code());
      statement.executeUpdate();
    }
  }
}
