package ai.meterr.storage.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.jspecify.annotations.Nullable;

/** A prepared, migrated PostgreSQL with a small pool per role. */
public final class Database implements AutoCloseable {
  private static final int APP_CONNECTIONS = 8;
  private static final int LEDGER_CONNECTIONS = 3;
  private static final int OPERATOR_CONNECTIONS = 1;

  private final Server server;
  private final Login ledgerLogin;
  private final Pool app;
  private final Pool ledger;
  private final Pool operator;

  private Database(Server server, Roles roles) {
    this.server = server;
    this.ledgerLogin = roles.login(Role.LEDGER);
    this.app = new Pool(server, roles.login(Role.APP), APP_CONNECTIONS, 30);
    this.ledger = new Pool(server, ledgerLogin, LEDGER_CONNECTIONS, 60);
    this.operator = new Pool(server, roles.login(Role.OPERATOR), OPERATOR_CONNECTIONS, 30);
  }

  /**
   * Prepares roles and schema, migrates, connects.
   *
   * @throws CannotStart where any of it is not possible
   */
  public static Database open(Server server, MasterKey master) {
    Roles roles = new Roles(server, master);
    roles.prepare();
    migrate(server, roles.login(Role.OWNER));
    return new Database(server, roles);
  }

  /**
   * Connects to a database that a Meterr of this version has prepared, and changes nothing of it.
   *
   * @throws CannotStart where it cannot be reached, or another version has prepared it
   */
  public static Database join(Server server, MasterKey master) {
    Roles roles = new Roles(server, master);
    try {
      MigrationInfoService migrations = migrations(server, roles.login(Role.OWNER)).info();
      if (migrations.pending().length > 0 || migrations.current() == null) {
        throw new CannotStart(
            "the database was prepared by an older Meterr or by none: `meterr serve` prepares it");
      }
    } catch (FlywayException e) {
      throw new CannotStart("the database's version cannot be told: " + reason(e), e);
    }
    return new Database(server, roles);
  }

  private static void migrate(Server server, Login owner) {
    try {
      migrations(server, owner).migrate();
    } catch (FlywayException e) {
      throw new CannotStart("the database could not be migrated: " + reason(e), e);
    }
  }

  private static Flyway migrations(Server server, Login owner) {
    return Flyway.configure()
        .dataSource(server.jdbcUrl(), owner.user(), owner.password())
        .schemas("meterr")
        .createSchemas(false)
        .locations("classpath:ai/meterr/storage/migrations")
        .table("migrations")
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
    return new Tenancy(app);
  }

  /**
   * As the ledger's own role: its tables only, of all organizations.
   *
   * @throws DatabaseFailed where it could not be done; then nothing of it was, unless the answer to
   *     the commit was lost
   */
  public <T extends @Nullable Object> T asLedger(String doing, Work<T> work) {
    return ledger.transaction(doing, Pool.Kind.WRITING, work);
  }

  /** As {@link #asLedger}; reads only, and every statement sees the same moment. */
  public <T extends @Nullable Object> T asLedgerReading(String doing, Work<T> work) {
    return ledger.transaction(doing, Pool.Kind.SNAPSHOT, work);
  }

  /** As the operator: makes organizations, their people and first keys. */
  public <T extends @Nullable Object> T asOperator(String doing, Work<T> work) {
    return operator.transaction(doing, Pool.Kind.WRITING, work);
  }

  /**
   * A connection of its own for listening to notifications, with auto-commit; the caller closes it.
   */
  public Connection listening() throws SQLException {
    return server.connect(ledgerLogin);
  }

  @Override
  public void close() {
    operator.close();
    app.close();
    ledger.close();
  }
}
