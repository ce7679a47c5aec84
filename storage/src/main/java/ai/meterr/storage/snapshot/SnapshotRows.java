package ai.meterr.storage.snapshot;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyHash;
import ai.meterr.catalog.ProviderId;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.storage.access.PostgresKeys;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.prices.PriceRows;
import ai.meterr.storage.snapshot.Snapshot.Sealed;
import ai.meterr.storage.snapshot.Snapshot.Whose;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads a snapshot, of all organizations at one moment. */
final class SnapshotRows {
  private static final int ROWS_AT_ONCE = 5_000;

  private SnapshotRows() {}

  static Snapshot read(Database database, Instant now) {
    return database.asOperatorReading(
        "reading what to serve from",
        connection ->
            new Snapshot(now, keys(connection), credentials(connection), prices(connection)));
  }

  private static Map<KeyHash, Optional<Caller>> keys(Connection connection) throws SQLException {
    Map<KeyHash, Optional<Caller>> keys = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select " + PostgresKeys.CALLER + ", hash, revoked_at is null from meterr_keys")) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Optional<Caller> caller =
              row.getBoolean(8) ? Optional.of(PostgresKeys.caller(row)) : Optional.empty();
          keys.put(new KeyHash(row.getBytes(7)), caller);
        }
      }
    }
    return keys;
  }

  private static Map<OrganizationId, List<OwnPrice>> prices(Connection connection)
      throws SQLException {
    Map<OrganizationId, List<OwnPrice>> prices = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + PriceRows.COLUMNS
                + ", organization_id from own_prices where "
                + PriceRows.EVER_HELD
                + " order by organization_id, id")) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          prices
              .computeIfAbsent(
                  new OrganizationId(row.getObject(17, UUID.class)), unseen -> new ArrayList<>())
              .add(PriceRows.price(row));
        }
      }
    }
    return prices;
  }

  private static Map<Whose, Sealed> credentials(Connection connection) throws SQLException {
    Map<Whose, Sealed> credentials = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select organization_id, provider, id, sealed from provider_credentials")) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          credentials.put(
              new Whose(
                  new OrganizationId(row.getObject(1, UUID.class)),
                  new ProviderId(row.getString(2))),
              new Sealed(row.getObject(3, UUID.class), row.getBytes(4)));
        }
      }
    }
    return credentials;
  }
}
