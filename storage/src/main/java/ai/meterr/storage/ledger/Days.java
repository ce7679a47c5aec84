package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Grain;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The rollups' housekeeping: merges increments, seals the quarters that are over into days, weeks
 * and months, makes those anew where an organization's zone has changed, and lets go of what is not
 * kept any more.
 */
public final class Days {
  private static final Duration MINUTES_LAST = Grain.MINUTES_KEPT.plusDays(1);

  /** How much longer quarters last than they can be asked for. */
  private static final Duration QUARTERS_LAST = Duration.ofDays(2);

  private final Database database;
  private final Merging merging;
  private final Sealing sealing;
  private final SealedZones zones;
  private final Cutting cutting;
  private final InstantSource clock;

  public Days(Database database, InstantSource clock) {
    this.database = database;
    this.merging = new Merging(database);
    this.sealing = new Sealing(database, clock);
    this.zones = new SealedZones(database, clock);
    this.cutting = new Cutting(database, clock);
    this.clock = clock;
  }

  /** Merges the increments of periods that have many; returns of how many periods. */
  public int mergeMany() {
    return merging.mergeMany();
  }

  /** Seals what is due; returns how many days something was added to. */
  public int makeDue() {
    return sealing.sealDue();
  }

  /**
   * Makes days, weeks and months anew for organizations whose zone has changed since; returns for
   * how many.
   */
  public int followZones() {
    return zones.follow();
  }

  /** Cuts large periods that are over; returns how many. */
  public int cut() {
    return cutting.cutDue();
  }

  /** Drops minutes that no question reads any more; returns how many days of them. */
  public int dropOldMinutes() {
    return drop("select drop_minutes(?)", clock.instant().minus(MINUTES_LAST));
  }

  /** Drops sealed quarters that no question reads any more; returns how many months of them. */
  public int dropOldQuarters() {
    return drop(
        "select drop_quarters(?)", Grain.quartersSince(clock.instant().minus(QUARTERS_LAST)));
  }

  private int drop(String sql, Instant before) {
    return database.asLedger(
        "dropping old rollups",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, DatabaseTime.of(before));
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getInt(1);
            }
          }
        });
  }
}
