package ai.meterr.storage.prices;

import ai.meterr.access.Deed;
import ai.meterr.access.KeyDirectory;
import ai.meterr.event.UuidV7;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.pricing.OwnPrices;
import ai.meterr.pricing.PriceKeeping;
import ai.meterr.storage.database.DatabaseFailed;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.database.Tenancy;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Own prices of organizations. */
public final class PostgresPrices implements OwnPrices, PriceKeeping {
  private final Tenancy tenancy;
  private final UuidV7 ids;

  public PostgresPrices(Tenancy tenancy, UuidV7 ids) {
    this.tenancy = tenancy;
    this.ids = ids;
  }

  @Override
  public List<OwnPrice> of(OrganizationId organization) {
    try {
      return tenancy.reading(
          organization,
          "reading an organization's prices",
          connection -> held(connection, organization));
    } catch (DatabaseFailed e) {
      throw new KeyDirectory.Unavailable("reading an organization's prices", e);
    }
  }

  private static List<OwnPrice> held(Connection connection, OrganizationId organization)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + PriceRows.COLUMNS
                + " from own_prices where organization_id = ? and "
                + PriceRows.EVER_HELD
                + " order by id")) {
      statement.setObject(1, organization.value());
      List<OwnPrice> prices = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          prices.add(PriceRows.price(rows));
        }
      }
      return prices;
    }
  }

  @Override
  public List<Kept> page(OrganizationId organization, @Nullable UUID after, int limit) {
    return tenancy.reading(
        organization,
        "listing an organization's prices",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select "
                      + PriceRows.COLUMNS
                      + ", created_by, not "
                      + PriceRows.EVER_HELD
                      + " from own_prices where organization_id = ? and id > ?"
                      + " order by id limit ?")) {
            statement.setObject(1, organization.value());
            statement.setObject(2, after == null ? new UUID(0, 0) : after);
            statement.setInt(3, limit);
            return kept(statement);
          }
        });
  }

  private static List<Kept> kept(PreparedStatement statement) throws SQLException {
    List<Kept> kept = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        kept.add(new Kept(PriceRows.price(rows), rows.getString(17), rows.getBoolean(18)));
      }
    }
    return kept;
  }

  @Override
  public Kept add(OrganizationId organization, NewPrice asked, Deed deed) {
    return tenancy.in(
        organization,
        "adding a price",
        connection -> {
          alone(connection, organization);
          OwnPrice price = asked.called(ids.next(), deed.at().truncatedTo(ChronoUnit.MICROS));
          for (OwnPrice other : held(connection, organization)) {
            if (other.ties(price)) {
              throw new Tie(other);
            }
          }
          PriceRows.insert(connection, organization.value(), price, deed.actor());
          AuditRows.add(
              connection,
              organization,
              ids.next(),
              deed,
              "price.created",
              price.id().toString(),
              "{}");
          return new Kept(price, deed.actor(), false);
        });
  }

  @Override
  public Optional<Kept> end(OrganizationId organization, UUID id, Instant end, Deed deed) {
    return tenancy.in(
        organization,
        "ending a price",
        connection -> {
          alone(connection, organization);
          Optional<Kept> found = find(connection, organization, id);
          if (found.isEmpty()) {
            return found;
          }
          Instant before = found.get().price().validity().to();
          Instant from = found.get().price().validity().from();
          if (found.get().withdrawn()) {
            throw new EndsEarlier(from == null ? end : from);
          }
          if (before != null && !end.isBefore(before)) {
            throw new EndsEarlier(before);
          }
          end(connection, organization, id, from != null && end.isBefore(from) ? from : end);
          AuditRows.add(
              connection,
              organization,
              ids.next(),
              deed,
              "price.ended",
              id.toString(),
              "{\"valid_to\":\"" + end + "\"}");
          return find(connection, organization, id);
        });
  }

  private static void end(Connection connection, OrganizationId organization, UUID id, Instant end)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update own_prices set valid_to = ? where organization_id = ? and id = ?")) {
      statement.setObject(1, DatabaseTime.of(end));
      statement.setObject(2, organization.value());
      statement.setObject(3, id);
      statement.executeUpdate();
    }
  }

  private static Optional<Kept> find(Connection connection, OrganizationId organization, UUID id)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + PriceRows.COLUMNS
                + ", created_by, not "
                + PriceRows.EVER_HELD
                + " from own_prices where organization_id = ? and id = ?")) {
      statement.setObject(1, organization.value());
      statement.setObject(2, id);
      return kept(statement).stream().findFirst();
    }
  }

  /** Two changes at once could each see no tie with the other. */
  private static void alone(Connection connection, OrganizationId organization)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))")) {
      statement.setString(1, "meterr.prices/" + organization);
      statement.execute();
    }
  }
}
