package ai.meterr.storage.prices;

import ai.meterr.access.Deed;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** Writes audit entries, within the transaction of what they tell of. */
final class AuditRows {
  private AuditRows() {}

  /**
   * @param detail JSON
   */
  static void add(
      Connection connection,
      OrganizationId organization,
      UUID id,
      Deed deed,
      String action,
      String subject,
      String detail)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into audit (organization_id, id, at, actor, action, subject, reason, detail)
            values (?, ?, ?, ?, ?, ?, ?, ?::json)\
            """)) {
      statement.setObject(1, organization.value());
      statement.setObject(2, id);
      statement.setObject(3, DatabaseTime.of(deed.at()));
      statement.setString(4, deed.actor());
      statement.setString(5, action);
      statement.setString(6, subject);
      statement.setString(7, deed.reason());
      statement.setString(8, detail);
      statement.executeUpdate();
    }
  }
}
