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

/** Cells that hold what nothing has told them. */
public final class SpoiledRollups {
  private SpoiledRollups() {}

  /** Adds an amount to one cell of a table of packed sums. */
  public static void add(String table, OrganizationId organization, String amount) {
    Cube cube = table.equals("sealed_block") ? Cube.SESSIONS : Cube.MAIN;
    try (Connection connection = PostgresForTests.database().wholeDatabase();
        PreparedStatement read =
            connection.prepareStatement(
                "select lines from "
                    + table
                    + " where organization_id = ? and cube = ? order by starts limit 1");
        PreparedStatement write =
            connection.prepareStatement(
                "update "
                    + table
                    + " set lines = ? where organization_id = ? and cube = ? and lines = ?")) {
      read.setObject(1, organization.value());
      read.setInt(2, cube.code());
      byte[] packed;
      try (ResultSet row = read.executeQuery()) {
        row.next();
        packed = row.getBytes(1);
      }
      write.setBytes(1, spoiled(cube, packed, new BigDecimal(amount)));
      write.setObject(2, organization.value());
      write.setInt(3, cube.code());
      write.setBytes(4, packed);
      assertThat(write.executeUpdate()).isEqualTo(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] spoiled(Cube cube, byte[] packed, BigDecimal amount) {
    LineSums sums = new LineSums(cube.axes().size()).add(packed);
    Line line = sums.lines().keySet().stream().sorted().findFirst().orElseThrow();
    sums.add(line, new Measured("event", 0), new Total(BigDecimal.ZERO, amount));
    return sums.pack();
  }
}
