package ai.meterr.storage.ledger;

import ai.meterr.storage.database.Database;
import ai.meterr.tenancy.OrganizationId;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Function;

/** The zone of each organization's days; UTC for one that is not known. Remembered for a minute. */
public final class Zones implements Function<OrganizationId, ZoneId> {
  private final LoadingCache<OrganizationId, ZoneId> known;

  public Zones(Database database) {
    this.known =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build(organization -> read(database, organization));
  }

  @Override
  public ZoneId apply(OrganizationId organization) {
    return known.get(organization);
  }

  private static ZoneId read(Database database, OrganizationId organization) {
    return database.asLedger(
        "reading an organization's zone",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("select zone from organizations where id = ?")) {
            statement.setObject(1, organization.value());
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? ZoneId.of(row.getString(1)) : ZoneOffset.UTC;
            }
          }
        });
  }

  /** After the database may have been put back to an older state: it is asked anew. */
  void forget() {
    known.invalidateAll();
  }
}
