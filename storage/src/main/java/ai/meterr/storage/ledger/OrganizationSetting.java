package ai.meterr.storage.ledger;

import ai.meterr.storage.database.Database;
import ai.meterr.tenancy.OrganizationId;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** A column of {@code organizations}, remembered for a minute. */
final class OrganizationSetting<T> {
  private final LoadingCache<OrganizationId, T> known;

  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  /**
   * @param reading takes the only column of the row
   * @param otherwise of an organization that is not known
   */
  OrganizationSetting(Database database, String column, Reading<T> reading, T otherwise) {
    this.known =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build(organization -> read(database, organization, column, reading, otherwise));
  }

  T of(OrganizationId organization) {
    return known.get(organization);
  }

  private static <T> T read(
      Database database,
      OrganizationId organization,
      String column,
      Reading<T> reading,
      T otherwise) {
    return database.asLedger(
        "reading a setting of an organization",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select " + column + " from organizations where id = ?")) {
            statement.setObject(1, organization.value());
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? reading.of(row) : otherwise;
            }
          }
        });
  }

  /** After the database may have been put back to an older state: it is asked anew. */
  void forget() {
    known.invalidateAll();
  }
}
