package ai.meterr.bench;

import ai.meterr.storage.database.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The fastest way to bring the same rows into the same PostgreSQL: {@code COPY}, binary, over one
 * connection into a table like that of the raw log, its indexes included, in one transaction: no
 * row-level security, no partitions, no rollups, no journal.
 */
final class CopyPeer implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final Connection connection;
  private final Path file;
  private final long rows;

  record Copied(long rows, Duration took) {}

  private CopyPeer(Connection connection, Path file, long rows) {
    this.connection = connection;
    this.file = file;
    this.rows = rows;
  }

  /** Takes rows of the raw log into a file. */
  static CopyPeer of(Server server, Path folder, int rowsMax) throws SQLException, IOException {
    Properties login = new Properties();
    login.setProperty("user", server.user());
    login.setProperty("password", server.password());
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://" + server.hosts() + "/" + server.database(), login);
    Path file = folder.resolve("rows");
    try (OutputStream out = Files.newOutputStream(file)) {
      long rows =
          copying(connection)
              .copyOut(
                  "copy (select * from meterr.entries limit "
                      + rowsMax
                      + ") to stdout (format binary)",
                  out);
      return new CopyPeer(connection, file, rows);
    }
  }

  private static CopyManager copying(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  Copied copy() throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        InputStream in = Files.newInputStream(file)) {
      statement.execute("drop table if exists meterr.bench_copy");
      statement.execute("create table meterr.bench_copy (like meterr.entries including all)");
      long begun = System.nanoTime();
      copying(connection).copyIn("copy meterr.bench_copy from stdin (format binary)", in, BUFFER);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      statement.execute("drop table meterr.bench_copy");
      return new Copied(rows, took);
    }
  }

  /** How many rows each table of the ledger has. */
  List<String> counts() throws SQLException {
    List<String> counts = new ArrayList<>();
    for (String table :
        List.of("entries", "dictionary", "increments", "sealed_minute", "sealed_block")) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select count(*) from meterr." + table)) {
        row.next();
        counts.add(table + " " + row.getLong(1));
      }
    }
    return counts;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
