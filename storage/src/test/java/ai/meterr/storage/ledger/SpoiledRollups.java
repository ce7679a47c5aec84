package ai.meterr.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.ledger.rollup.Cube;
import ai.meterr.ledger.rollup.Total;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.sealed.Line;
import ai.meterr.storage.sealed.LineSums;
import ai.meterr.storage.sealed.Measured;
import ai.meterr.tenancy.OrganizationId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/** Cells that hold what nothing has told them. */
public final class SpoiledRollups {
  private SpoiledRollups() {}

  /** Adds an amount to one cell of a rollup's table, rows or sealed. */
  public static void add(String table, OrganizationId organization, String amount) {
    PostgresForTests.database()
        .asLedger(
            "spoiling a cell",
            connection -> {
              if (table.startsWith("sealed")) {
                spoilSealed(connection, table, organization, new BigDecimal(amount));
              } else {
                spoilRow(connection, table, organization, amount);
              }
              return null;
            });
  }

  private static void spoilRow(
      Connection connection, String table, OrganizationId organization, String amount)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update "
                + table
                + " set amount = amount + "
                + amount
                + " where (organization_id, cube, starts, series_id) ="
                + " (select organization_id, cube, starts, series_id from "
                + table
                + " where organization_id = ? order by starts desc, series_id limit 1)")) {
      statement.setObject(1, organization.value());
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  private static void spoilSealed(
      Connection connection, String table, OrganizationId organization, BigDecimal amount)
      throws SQLException {
    Cube cube = Cube.MAIN;
    LineSums sums = new LineSums(cube.axes().size());
    OffsetDateTime starts;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select starts, lines from "
                + table
                + " where organization_id = ? and cube = ? order by starts limit 1")) {
      statement.setObject(1, organization.value());
      statement.setInt(2, cube.code());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        starts = row.getObject(1, OffsetDateTime.class);
        sums.add(row.getBytes(2));
      }
    }
    Line line = sums.lines().keySet().stream().sorted().findFirst().orElseThrow();
    sums.add(line, new Measured("event", 0), new Total(BigDecimal.ZERO, amount));
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update "
                + table
                + " set lines = ? where organization_id = ? and cube = ? and starts = ?")) {
      statement.setBytes(1, sums.pack());
      statement.setObject(2, organization.value());
      statement.setInt(3, cube.code());
      statement.setObject(4, starts);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }
}
