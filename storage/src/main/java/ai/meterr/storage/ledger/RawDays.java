package ai.meterr.storage.ledger;

import ai.meterr.storage.database.Database;
import ai.meterr.tenancy.OrganizationId;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.function.Function;

/** How long each organization keeps single entries. Remembered for a minute. */
public final class RawDays implements Function<OrganizationId, Duration> {
  private static final int USUAL = 90;

  private final LoadingCache<OrganizationId, Duration> known;

  public RawDays(Database database) {
    this.known =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build(organization -> Duration.ofDays(read(database, organization)));
  }

  @Override
  public Duration apply(OrganizationId organization) {
    return known.get(organization);
  }

  private static int read(Database database, OrganizationId organization) {
    return database.asLedger(
        "reading how long entries are kept",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("select raw_days from organizations where id = ?")) {
            statement.setObject(1, organization.value());
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? row.getInt(1) : USUAL;
            }
          }
        });
  }
}
