package ai.meterr.storage.retention;

import ai.meterr.ledger.rollup.Periods;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.tenancy.OrganizationId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Raw entries go when they are older than their organization keeps them: whole days of its zone.
 * Months that nobody keeps are dropped at once; of the others, rows are deleted some at a time.
 */
public final class Retention {
  private static final int ROWS_AT_ONCE = 10_000;

  private final Database database;
  private final InstantSource clock;

  public Retention(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  private record Kept(OrganizationId organization, ZoneId zone, int days) {}

  /** Deletes what is due; returns how many rows it deleted one by one. Blocking. */
  public long keep() {
    Instant now = clock.instant();
    List<Kept> organizations = organizations();
    for (Kept kept : organizations) {
      // a first, empty step moves the mark: whole months can then be dropped
      forget(kept, now, 0);
    }
    database.asLedger(
        "dropping old raw entries",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute("select drop_raw()");
          }
        });
    long deleted = 0;
    for (Kept kept : organizations) {
      long step;
      do {
        step = forget(kept, now, ROWS_AT_ONCE);
        deleted += step;
      } while (step > 0);
    }
    return deleted;
  }

  private List<Kept> organizations() {
    return database.asLedger(
        "reading how long raw entries are kept",
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery("select id, zone, raw_days from organizations")) {
            List<Kept> organizations = new ArrayList<>();
            while (rows.next()) {
              organizations.add(
                  new Kept(
                      new OrganizationId(rows.getObject(1, UUID.class)),
                      ZoneId.of(rows.getString(2)),
                      rows.getInt(3)));
            }
            return organizations;
          }
        });
  }

  private long forget(Kept kept, Instant now, int rows) {
    Instant before = Periods.startOfDay(now.minus(Duration.ofDays(kept.days)), kept.zone);
    return database.asLedger(
        "deleting old raw entries",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("select forget_raw(?, ?, ?)")) {
            statement.setObject(1, kept.organization.value());
            statement.setObject(2, DatabaseTime.of(before));
            statement.setInt(3, rows);
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }
}
