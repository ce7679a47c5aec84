package ai.meterr.storage.prices;

import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.PriceScope;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ContextBand;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.pricing.Terms;
import ai.meterr.pricing.Validity;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.usage.Meter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Own prices as rows. */
public final class PriceRows {
  /** Columns that {@link #price} reads, in their order. */
  public static final String COLUMNS =
      "id, scope, provider, model, is_prefix, tier, region, context_from, context_to, valid_from,"
          + " valid_to, percent, meters, amounts, source, created_at";

  /** Of prices that held at some time. */
  public static final String EVER_HELD =
      "(valid_from is null or valid_to is null or valid_from < valid_to)";

  private PriceRows() {}

  /** Of a row that begins with {@link #COLUMNS}; one that never held is told without its end. */
  public static OwnPrice price(ResultSet row) throws SQLException {
    Instant from = instant(row, 10);
    Instant to = instant(row, 11);
    boolean never = from != null && to != null && !from.isBefore(to);
    long contextTo = row.getLong(9);
    ContextBand band = new ContextBand(row.getLong(8), contextTo == 0 ? Long.MAX_VALUE : contextTo);
    String model = row.getString(4);
    BigDecimal percent = row.getBigDecimal(12);
    return new OwnPrice(
        row.getObject(1, UUID.class),
        PriceScope.fromWire(row.getString(2)),
        new ProviderId(row.getString(3)),
        row.getBoolean(5) ? new ModelMatch.Prefix(model) : new ModelMatch.Exact(model),
        new Conditions(row.getString(6), row.getString(7), band, null),
        new Validity(from, never ? null : to),
        percent == null ? new Terms.Fixed(rates(row)) : new Terms.Discount(percent),
        row.getString(15),
        DatabaseTime.read(row, 16));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column) == null ? null : DatabaseTime.read(row, column);
  }

  private static SortedMap<Meter, BigDecimal> rates(ResultSet row) throws SQLException {
    String[] meters = (String[]) row.getArray(13).getArray();
    BigDecimal[] amounts = (BigDecimal[]) row.getArray(14).getArray();
    SortedMap<Meter, BigDecimal> rates = new TreeMap<>();
    for (int i = 0; i < meters.length; i++) {
      Meter meter = Meter.named(meters[i]);
      if (meter == null) {
        throw new IllegalStateException("a price of a meter that nobody knows: " + meters[i]);
      }
      rates.put(meter, amounts[i]);
    }
    return rates;
  }

  static void insert(Connection connection, UUID organization, OwnPrice price, String by)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into own_prices (organization_id, "
                + COLUMNS
                + ", created_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      SortedMap<Meter, BigDecimal> rates = price.terms().rates();
      ContextBand band = price.conditions().context();
      statement.setObject(1, organization);
      statement.setObject(2, price.id());
      statement.setString(3, price.scope().wire());
      statement.setString(4, price.provider().name());
      statement.setString(5, price.models().literal());
      statement.setBoolean(6, price.models() instanceof ModelMatch.Prefix);
      statement.setString(7, price.conditions().tier());
      statement.setString(8, price.conditions().region());
      statement.setLong(9, band.from());
      statement.setObject(10, band.to() == Long.MAX_VALUE ? null : band.to());
      statement.setObject(11, time(price.validity().from()));
      statement.setObject(12, time(price.validity().to()));
      statement.setBigDecimal(
          13, price.terms() instanceof Terms.Discount(var percent) ? percent : null);
      statement.setArray(
          14, connection.createArrayOf("text", rates.keySet().stream().map(Meter::name).toArray()));
      statement.setArray(15, connection.createArrayOf("numeric", rates.values().toArray()));
      statement.setString(16, price.source());
      statement.setObject(17, DatabaseTime.of(price.createdAt()));
      statement.setString(18, by);
      statement.executeUpdate();
    }
  }

  private static @Nullable Object time(@Nullable Instant instant) {
    return instant == null ? null : DatabaseTime.of(instant);
  }
}
