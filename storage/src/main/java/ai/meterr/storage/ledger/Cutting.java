package ai.meterr.storage.ledger;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Grain;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.ledger.RollupCheck.CutPeriod;
import ai.meterr.storage.sealed.Cut;
import ai.meterr.storage.sealed.SealedTables;
import ai.meterr.storage.sealed.Slices;
import ai.meterr.storage.sealed.Slices.Slice;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link Cut}s of large days, weeks and months that are over. Whoever changes a sealed
 * row says with it that it is not cut any more; then its cuts are not read, and made anew here.
 */
final class Cutting {
  /** The longest of a grain's periods, and an hour for what comes late. */
  private static Duration over(Grain grain) {
    return switch (grain) {
      case WEEK -> Duration.ofDays(7).plusHours(2);
      case MONTH -> Duration.ofDays(31).plusHours(2);
      default -> Duration.ofHours(26);
    };
  }

  private final Database database;
  private final InstantSource clock;

  Cutting(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Returns how many periods of a cube were cut. */
  int cutDue() {
    int cut = 0;
    for (Grain grain : SealedTables.CUT) {
      for (CutPeriod due : due(grain)) {
        cut +=
            database.asLedger("cutting sealed rollups", connection -> cut(connection, due)) ? 1 : 0;
      }
    }
    return cut;
  }

  private List<CutPeriod> due(Grain grain) {
    return database.asLedgerReading(
        "reading what can be cut",
        connection -> {
          List<CutPeriod> due = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select organization_id, cube, starts from "
                      + SealedTables.of(grain)
                      + " where not is_cut and octet_length(lines) > 32768 and starts < ?"
                      + " order by starts")) {
            statement.setObject(1, DatabaseTime.of(clock.instant().minus(over(grain))));
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                due.add(
                    new CutPeriod(
                        new OrganizationId(rows.getObject(1, UUID.class)),
                        Cube.of(rows.getInt(2)),
                        grain,
                        DatabaseTime.read(rows, 3)));
              }
            }
          }
          return due;
        });
  }

  private static boolean cut(Connection connection, CutPeriod due) throws SQLException {
    byte[] lines = lines(connection, due);
    if (lines == null) {
      return false;
    }
    try (PreparedStatement statement =
        CutCheck.of(connection, due, "delete from " + SealedTables.cutsOf(due.grain()), "")) {
      statement.executeUpdate();
    }
    Slices slices = new Slices(lines, List.<Axis>copyOf(due.cube().axes()));
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into "
                + SealedTables.cutsOf(due.grain())
                + " (organization_id, cube, cut, starts, first_id, last_id, lines)"
                + " values (?, ?, ?, ?, ?, ?, ?)")) {
      for (Cut cut : Cut.of(due.cube())) {
        for (Slice slice : slices.of(cut)) {
          statement.setObject(1, due.organization().value());
          statement.setInt(2, due.cube().code());
          statement.setInt(3, cut.code());
          statement.setObject(4, DatabaseTime.of(due.starts()));
          statement.setLong(5, slice.first());
          statement.setLong(6, slice.last());
          statement.setBytes(7, slice.lines());
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
    try (PreparedStatement statement =
        CutCheck.of(
            connection, due, "update " + SealedTables.of(due.grain()) + " set is_cut = true", "")) {
      statement.executeUpdate();
    }
    return true;
  }

  /** Until the transaction ends nobody changes them. Null where they are cut meanwhile, or gone. */
  private static byte @Nullable [] lines(Connection connection, CutPeriod due) throws SQLException {
    try (PreparedStatement statement =
            CutCheck.of(
                connection,
                due,
                "select lines from " + SealedTables.of(due.grain()),
                " and not is_cut for update");
        ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getBytes(1) : null;
    }
  }
}
