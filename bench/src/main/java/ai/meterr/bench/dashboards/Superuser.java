package ai.meterr.bench.dashboards;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/**
 * The embedded PostgreSQL's own administrator: COPY into tables with row-level security is refused
 * to everybody else.
 */
final class Superuser {
  private final Path data;

  /**
   * @param data {@code METERR_DATA}
   */
  Superuser(Path data) {
    this.data = data;
  }

  Connection connect() throws SQLException, IOException {
    List<String> running =
        Files.readAllLines(data.resolve("postgresql").resolve("data").resolve("postmaster.pid"));
    Properties login = new Properties();
    login.setProperty("user", "postgres");
    login.setProperty(
        "password", Files.readString(data.resolve("keys").resolve("postgresql.password")).strip());
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + running.get(3).strip() + "/meterr?currentSchema=meterr",
        login);
  }

  void run(String sql) throws SQLException, IOException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
