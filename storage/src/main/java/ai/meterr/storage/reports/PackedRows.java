package ai.meterr.storage.reports;

import ai.meterr.ledger.rollup.Axis;
import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Periods.Stretch;
import ai.meterr.storage.database.DatabaseTime;
import ai.meterr.storage.sealed.Cut;
import ai.meterr.storage.sealed.PackedLines;
import ai.meterr.storage.sealed.SealedTables;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * The packed lines that answer a question: of periods that are cut the cut's, else all of the
 * cube's.
 */
final class PackedRows {
  private static final int ROWS_AT_ONCE = 64;
  private static final String HOLDS =
      " and exists (select from unnest(?) v where v between s.first_id and s.last_id)";

  private final Connection connection;
  private final OrganizationId organization;
  private final Cube cube;
  private final Filters filters;
  private final Optional<Cut> cut;

  /** Takes lines of the period that starts at an instant, packed with these axes. */
  interface Taker {
    void take(Instant starts, List<Axis> axes, PackedLines lines);
  }

  /**
   * @param asked what lines must be told apart by
   */
  PackedRows(
      Connection connection,
      OrganizationId organization,
      Cube cube,
      Set<Axis> asked,
      Filters filters) {
    this.connection = connection;
    this.organization = organization;
    this.cube = cube;
    this.filters = filters;
    this.cut = Cut.answering(cube, asked, filters.ids().keySet());
  }

  void readSealed(Stretch stretch, Taker taker) throws SQLException {
    if (cube.byDayOnly()) {
      readBlocks(stretch, taker);
      return;
    }
    String table = SealedTables.of(stretch.grain());
    boolean cuts = cut.isPresent() && SealedTables.CUT.contains(stretch.grain());
    if (cuts) {
      readCut(cut.get(), stretch, taker);
    }
    String and = cuts ? " and not s.is_cut" : "";
    read(table, and, null, stretch.from(), stretch.to(), allAxes(), taker);
  }

  void readIncrements(Instant from, Instant to, Taker taker) throws SQLException {
    read("increments", "", null, from, to, allAxes(), taker);
  }

  private List<Axis> allAxes() {
    return List.copyOf(cube.axes());
  }

  private void readBlocks(Stretch stretch, Taker taker) throws SQLException {
    Set<Long> values = filters.ids().get(cube.axes().iterator().next());
    read(
        SealedTables.BLOCKS,
        values == null ? "" : HOLDS,
        values,
        stretch.from(),
        stretch.to(),
        allAxes(),
        taker);
  }

  /** Slices that hold no value that is filtered by are left out. */
  private void readCut(Cut cut, Stretch stretch, Taker taker) throws SQLException {
    Set<Long> values = filters.ids().get(cut.by());
    String join =
        " and s.cut = %d and exists (select from %s p where p.organization_id = s.organization_id"
            + " and p.cube = s.cube and p.starts = s.starts and p.is_cut)";
    read(
        SealedTables.cutsOf(stretch.grain()),
        join.formatted(cut.code(), SealedTables.of(stretch.grain()))
            + (values == null ? "" : HOLDS),
        values,
        stretch.from(),
        stretch.to(),
        cut.axes(),
        taker);
  }

  /**
   * @param and more conditions on {@code s}
   * @param values parameter of {@link #HOLDS}, where it is among them
   */
  private void read(
      String table,
      String and,
      @Nullable Set<Long> values,
      Instant from,
      Instant to,
      List<Axis> axes,
      Taker taker)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select s.starts, s.lines from "
                + table
                + " s where s.organization_id = ? and s.cube = ? and s.starts >= ?"
                + " and s.starts < ?"
                + and)) {
      // text would double the bytes
      statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
      statement.setFetchSize(ROWS_AT_ONCE);
      statement.setObject(1, organization.value());
      statement.setInt(2, cube.code());
      statement.setObject(3, DatabaseTime.of(from));
      statement.setObject(4, DatabaseTime.of(to));
      if (values != null) {
        statement.setArray(5, connection.createArrayOf("int8", values.toArray()));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          taker.take(DatabaseTime.read(rows, 1), axes, new PackedLines(rows.getBytes(2)));
        }
      }
    }
  }
}
