package ai.meterr.storage.database;

import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only way to a connection on behalf of anybody: a transaction that is bound to one
 * organization (row-level security lets it see nothing else), then the work.
 */
public final class Tenancy {
  private static final String ORGANIZATION = "meterr.organization";

  private final Supplier<Pool> pool;

  Tenancy(Supplier<Pool> pool) {
    this.pool = pool;
  }

  /**
   * @param doing for the error, without any value of anybody's
   * @throws DatabaseFailed where it could not be done; then nothing of it was
   */
  public <T extends @Nullable Object> T in(
      OrganizationId organization, String doing, Work<T> work) {
    return pool.get()
        .transaction(
            doing,
            Pool.Kind.WRITING,
            connection -> {
              set(connection, ORGANIZATION, organization.toString());
              return work.with(connection);
            });
  }

  /** As {@link #in}; reads only, and every statement sees the same moment. */
  public <T extends @Nullable Object> T reading(
      OrganizationId organization, String doing, Work<T> work) {
    return pool.get()
        .transaction(
            doing,
            Pool.Kind.SNAPSHOT,
            connection -> {
              set(connection, ORGANIZATION, organization.toString());
              return work.with(connection);
            });
  }

  /** Before an organization is known: reads the rows that what was presented belongs to. */
  public <T extends @Nullable Object> T presenting(
      Presented presented, String doing, Work<T> work) {
    return pool.get()
        .transaction(
            doing,
            Pool.Kind.SNAPSHOT,
            connection -> {
              set(connection, presented.setting(), presented.value());
              return work.with(connection);
            });
  }

  private static void set(Connection connection, String name, String value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select set_config(?, ?, true)")) {
      statement.setString(1, name);
      statement.setString(2, value);
      statement.execute();
    }
  }
}
