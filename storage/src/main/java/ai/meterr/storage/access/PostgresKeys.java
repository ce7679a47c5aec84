package ai.meterr.storage.access;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyDirectory;
import ai.meterr.access.KeyHash;
import ai.meterr.storage.database.DatabaseFailed;
import ai.meterr.storage.database.Presented;
import ai.meterr.storage.database.Tenancy;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Meterr keys by their hash. */
public final class PostgresKeys implements KeyDirectory {
  /** Columns that {@link #caller} reads, in their order. */
  public static final String CALLER =
      "organization_id, id, prefix, scopes, bound_team, bound_project";

  private final Tenancy tenancy;

  public PostgresKeys(Tenancy tenancy) {
    this.tenancy = tenancy;
  }

  @Override
  public Found find(KeyHash key) {
    try {
      return tenancy.presenting(
          Presented.key(key.bytes()), "looking a key up", connection -> find(connection, key));
    } catch (DatabaseFailed e) {
      throw new Unavailable("looking a key up", e);
    }
  }

  private static Found find(Connection connection, KeyHash key) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select " + CALLER + " from meterr_keys where hash = ? and revoked_at is null")) {
      statement.setBytes(1, key.bytes());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return new Found.Unknown();
        }
        return new Found.Known(caller(row));
      }
    }
  }

  /** Of a row that begins with {@link #CALLER}. */
  public static Caller caller(ResultSet row) throws SQLException {
    return new Caller(
        new OrganizationId(row.getObject(1, UUID.class)),
        row.getObject(2, UUID.class),
        row.getString(3),
        scopes((String[]) row.getArray(4).getArray()),
        row.getString(5),
        row.getString(6));
  }

  static Set<Caller.Scope> scopes(String[] names) {
    return Arrays.stream(names)
        .map(name -> Caller.Scope.valueOf(name.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  static Object[] names(Set<Caller.Scope> scopes) {
    return scopes.stream().map(scope -> scope.name().toLowerCase(Locale.ROOT)).sorted().toArray();
  }
}
