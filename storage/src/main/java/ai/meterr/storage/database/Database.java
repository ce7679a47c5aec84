package ai.meterr.storage.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.jspecify.annotations.Nullable;

/**
 * A prepared, migrated PostgreSQL with a small pool per role. It may not be there yet, and may
 * become another one: whoever asks meanwhile is told that it is away.
 */
public final class Database implements AutoCloseable {
  private static final String LATEST = "latest";
  private static final int APP_CONNECTIONS = 12;
  private static final int LEDGER_CONNECTIONS = 10;
  private static final int OPERATOR_CONNECTIONS = 1;

  private final AtomicLong ledgerConnections = new AtomicLong();
  private volatile @Nullable Connected connected;

  /** One server, reached. */
  private record Connected(
      Server server, Login ownerLogin, Login ledgerLogin, Pool app, Pool ledger, Pool operator) {
    void close() {
      operator.close();
      app.close();
      ledger.close();
    }
  }

  private Database() {}

  /** One that is still to be reached: {@link #reach}. */
  public static Database awaited() {
    return new Database();
  }

  /**
   * Prepares roles and schema, migrates, connects; where it was connected to this server before,
   * what is open stays open.
   *
   * @throws NotReachable where it may work later
   * @throws CannotStart where any of it is not possible
   */
  public void reach(Server server, MasterKey master) {
    Roles roles = new Roles(server, master);
    roles.prepare();
    migrate(server, roles.login(Role.OWNER), LATEST);
    Connected before = connected;
    if (before == null || !before.server.equals(server)) {
      connect(server, roles);
    }
  }

  private void connect(Server server, Roles roles) {
    Connected before = connected;
    Login ledger = roles.login(Role.LEDGER);
    connected =
        new Connected(
            server,
            roles.login(Role.OWNER),
            ledger,
            new Pool(server, roles.login(Role.APP), APP_CONNECTIONS, 30, new AtomicLong()),
            new Pool(server, ledger, LEDGER_CONNECTIONS, 60, ledgerConnections),
            new Pool(
                server, roles.login(Role.OPERATOR), OPERATOR_CONNECTIONS, 30, new AtomicLong()));
    if (before != null) {
      before.close();
    }
  }

  private static Database connected(Server server, Roles roles) {
    Database database = new Database();
    database.connect(server, roles);
    return database;
  }

  private Connected connected(String doing) {
    Connected now = connected;
    if (now == null) {
      throw new DatabaseFailed(doing, new SQLException("not reached yet", "08001"));
    }
    return now;
  }

  /**
   * Prepares roles and schema, migrates, connects.
   *
   * @throws CannotStart where any of it is not possible
   */
  public static Database open(Server server, MasterKey master) {
    Database database = new Database();
    database.reach(server, master);
    return database;
  }

  /**
   * Connects to a database that a Meterr of this version has prepared, and changes nothing of it.
   *
   * @throws CannotStart where it cannot be reached, or another version has prepared it
   */
  public static Database join(Server server, MasterKey master) {
    Roles roles = new Roles(server, master);
    try {
      MigrationInfoService migrations = migrations(server, roles.login(Role.OWNER), LATEST).info();
      if (migrations.pending().length > 0 || migrations.current() == null) {
        throw new CannotStart(
            "the database was prepared by an older Meterr or by none: `meterr serve` prepares it");
      }
    } catch (FlywayException e) {
      throw new CannotStart("the database's version cannot be told: " + reason(e), e);
    }
    return connected(server, roles);
  }

  /**
   * Prepares an empty database as far as a backup's was.
   *
   * @param migration the last one to run
   * @throws CannotStart where there is something in it, or this Meterr does not know the migration
   */
  public static Database prepareEmpty(Server server, MasterKey master, String migration) {
    Roles roles = new Roles(server, master);
    roles.prepare();
    Login owner = roles.login(Role.OWNER);
    if (migrations(server, owner, LATEST).info().current() != null && hasData(server, owner)) {
      throw new CannotStart(
          "there are data in " + server + " already: a backup is restored into an empty database");
    }
    migrate(server, owner, migration);
    return connected(server, roles);
  }

  /** A restore that failed leaves tables behind, and nothing in them. */
  private static boolean hasData(Server server, Login owner) {
    try (Connection connection = wholeDatabase(server, owner);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select exists (select from organizations) or exists (select from journals)")) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      throw new CannotStart("cannot look into " + server + ": " + e.getMessage(), e);
    }
  }

  private static void migrate(Server server, Login owner, String target) {
    try {
      migrations(server, owner, target).migrate();
    } catch (FlywayException e) {
      throw CannotStart.because("the database could not be migrated: " + reason(e), e);
    }
  }

  private static Flyway migrations(Server server, Login owner, String target) {
    return Flyway.configure()
        .dataSource(server.jdbcUrl(), owner.user(), owner.password())
        .schemas("meterr")
        .createSchemas(false)
        .locations("classpath:ai/meterr/storage/migrations")
        .table("migrations")
        .target(target)
        .load();
  }

  private static String reason(FlywayException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** On behalf of people and callers. */
  public Tenancy tenancy() {
    return new Tenancy(() -> connected("reaching the database").app());
  }

  /**
   * As the ledger's own role: its tables only, of all organizations.
   *
   * @throws DatabaseFailed where it could not be done; then nothing of it was, unless the answer to
   *     the commit was lost
   */
  public <T extends @Nullable Object> T asLedger(String doing, Work<T> work) {
    return connected(doing).ledger().transaction(doing, Pool.Kind.WRITING, work);
  }

  /** As {@link #asLedger}; reads only, and every statement sees the same moment. */
  public <T extends @Nullable Object> T asLedgerReading(String doing, Work<T> work) {
    return connected(doing).ledger().transaction(doing, Pool.Kind.SNAPSHOT, work);
  }

  /** As the operator: makes organizations, their people and first keys. */
  public <T extends @Nullable Object> T asOperator(String doing, Work<T> work) {
    return connected(doing).operator().transaction(doing, Pool.Kind.WRITING, work);
  }

  /** As {@link #asOperator}; reads only, and every statement sees the same moment. */
  public <T extends @Nullable Object> T asOperatorReading(String doing, Work<T> work) {
    return connected(doing).operator().transaction(doing, Pool.Kind.SNAPSHOT, work);
  }

  /**
   * How many connections the ledger has opened so far. While it stays the same, all of them lead to
   * the same database: one that is restored cuts them.
   */
  public long ledgerConnections() {
    return ledgerConnections.get();
  }

  /**
   * A connection of its own for listening to notifications, with auto-commit; the caller closes it.
   */
  public Connection listening() throws SQLException {
    Connected now = connected;
    if (now == null) {
      throw new SQLException("not reached yet", "08001");
    }
    return now.server.connect(now.ledgerLogin);
  }

  /** The last migration that the database has had. */
  public String migration() {
    Connected now = connected("reading the migrations");
    MigrationInfo last = migrations(now.server, now.ownerLogin, LATEST).info().current();
    return last == null ? "0" : String.valueOf(last.getVersion());
  }

  /** Runs the migrations that {@link #prepareEmpty} has left. */
  public void migrate() {
    Connected now = connected("migrating");
    migrate(now.server, now.ownerLogin, LATEST);
  }

  /**
   * A connection as the owner that sees the rows of every organization: for backup and restore. The
   * caller closes it.
   */
  public Connection wholeDatabase() throws SQLException {
    Connected now = connected("reading the whole database");
    return wholeDatabase(now.server, now.ownerLogin);
  }

  private static Connection wholeDatabase(Server server, Login owner) throws SQLException {
    Connection connection = server.connect(owner);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set meterr.whole_database = 'on'; set timezone = 'UTC'");
    }
    return connection;
  }

  @Override
  public void close() {
    Connected now = connected;
    if (now != null) {
      now.close();
    }
  }
}
