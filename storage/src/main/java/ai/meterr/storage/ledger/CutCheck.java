package ai.meterr.storage.ledger;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares the cuts of sealed periods with the lines that they were made of, byte by byte. */
final class CutCheck {
  private final Database database;
  private final OrganizationId organization;

  CutCheck(Database database, OrganizationId organization) {
    this.database = database;
    this.organization = organization;
  }

  /** The periods that begin between two instants and whose cuts are wrong; each in a snapshot. */
  List<CutPeriod> wrong(Grain grain, Instant from, Instant to) {
    List<CutPeriod> wrong = new ArrayList<>();
    for (CutPeriod period : all(grain, from, to)) {
      if (!database.asLedgerReading("checking cuts", connection -> isRight(connection, period))) {
        wrong.add(period);
      }
    }
    return wrong;
  }

  private List<CutPeriod> all(Grain grain, Instant from, Instant to) {
    return database.asLedgerReading(
        "listing what is cut",
        connection -> {
          List<CutPeriod> periods = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select cube, starts from "
                      + SealedTables.of(grain)
                      + " where organization_id = ? and starts >= ? and starts < ? and is_cut")) {
            statement.setObject(1, organization.value());
            statement.setObject(2, DatabaseTime.of(from));
            statement.setObject(3, DatabaseTime.of(to));
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                Cube cube = Cube.of(rows.getInt(1));
                periods.add(new CutPeriod(organization, cube, grain, DatabaseTime.read(rows, 2)));
              }
            }
          }
          return periods;
        });
  }

  private static boolean isRight(Connection connection, CutPeriod period) throws SQLException {
    byte[] lines;
    try (PreparedStatement statement =
            of(
                connection,
                period,
                "select lines from " + SealedTables.of(period.grain()),
                " and is_cut");
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return true;
      }
      lines = row.getBytes(1);
    }
    Slices slices = new Slices(lines, List.copyOf(period.cube().axes()));
    for (Cut cut : Cut.of(period.cube())) {
      if (!same(slices.of(cut), found(connection, period, cut))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(List<Slice> made, List<Slice> found) {
    boolean same = made.size() == found.size();
    for (int i = 0; same && i < made.size(); i++) {
      same =
          made.get(i).first() == found.get(i).first()
              && made.get(i).last() == found.get(i).last()
              && Arrays.equals(made.get(i).lines(), found.get(i).lines());
    }
    return same;
  }

  private static List<Slice> found(Connection connection, CutPeriod period, Cut cut)
      throws SQLException {
    List<Slice> found = new ArrayList<>();
    try (PreparedStatement statement =
            of(
                connection,
                period,
                "select first_id, last_id, lines from " + SealedTables.cutsOf(period.grain()),
                " and cut = " + cut.code() + " order by first_id");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(new Slice(rows.getLong(1), rows.getLong(2), rows.getBytes(3)));
      }
    }
    return found;
  }

  /** Lets a period's cuts count for nothing until they are made anew. */
  static void discard(Connection connection, CutPeriod period) throws SQLException {
    try (PreparedStatement statement =
        of(
            connection,
            period,
            "update " + SealedTables.of(period.grain()) + " set is_cut = false",
            "")) {
      statement.executeUpdate();
    }
  }

  /** A statement about one period; parameters: its organization, cube and beginning. */
  static PreparedStatement of(Connection connection, CutPeriod period, String what, String and)
      throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(
            what + " where organization_id = ? and cube = ? and starts = ?" + and);
    statement.setObject(1, period.organization().value());
    statement.setInt(2, period.cube().code());
    statement.setObject(3, DatabaseTime.of(period.starts()));
    return statement;
  }
}
