package ai.meterr.storage.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections as one role, and transactions on them. */
final class Pool implements AutoCloseable {
  enum Kind {
    WRITING,
    /** Reads one moment, repeatably. */
    SNAPSHOT
  }

  /** What many rows are sent as in one statement, beside what the driver sends so by itself. */
  private static final String BINARY_ARRAYS = "UUID_ARRAY,BYTEA_ARRAY,TIMESTAMPTZ_ARRAY,JSON_ARRAY";

  private static final long WAIT_MILLIS = 5_000;

  private final HikariDataSource connections;

  /**
   * @param statementTimeoutSeconds what runs longer is given up
   * @param opened counts connections, those that fail too, before one is used
   */
  Pool(Server server, Login login, int size, int statementTimeoutSeconds, AtomicLong opened) {
    // a server that no longer answers at all
    Connecting connecting = new Connecting(server, login, 2 * statementTimeoutSeconds, opened);
    HikariConfig config = new HikariConfig();
    config.setDataSource(connecting);
    config.setPoolName(login.user());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setAutoCommit(false);
    config.setConnectionTimeout(WAIT_MILLIS);
    config.setConnectionInitSql(
        "set statement_timeout = '" + statementTimeoutSeconds + "s'; set timezone = 'UTC'");
    this.connections = new HikariDataSource(config);
  }

  private static final class Connecting extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    private final AtomicLong opened;

    Connecting(Server server, Login login, int socketTimeoutSeconds, AtomicLong opened) {
      this.opened = opened;
      setUrl(server.jdbcUrl());
      setUser(login.user());
      setPassword(login.password());
      setSocketTimeout(socketTimeoutSeconds);
      setBinaryTransferEnable(BINARY_ARRAYS);
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password)
        throws SQLException {
      opened.incrementAndGet();
      return super.getConnection(user, password);
    }
  }

  <T extends @Nullable Object> T transaction(String doing, Kind kind, Work<T> work) {
    try (Connection connection = connections.getConnection()) {
      try {
        if (kind == Kind.SNAPSHOT) {
          snapshot(connection);
        }
        T result = work.with(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollback(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw new DatabaseFailed(doing, e);
    }
  }

  private static void snapshot(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction isolation level repeatable read read only");
    }
  }

  private static void rollback(Connection connection, Throwable why) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
