package ai.meterr.storage.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Makes the roles and the schema where they are missing, and refuses roles that could see past
 * row-level security. Their passwords are derived from the master key, so that every node knows
 * them; for roles that were made beforehand, the URL's own password is tried too.
 */
final class Roles {
  private static final int VERSION_MIN = 150_000;

  /** Any number of our own: one node at a time prepares the server. */
  private static final long LOCK = 0x6d65746572720001L;

  private final Server server;
  private final MasterKey master;

  Roles(Server server, MasterKey master) {
    this.server = server;
    this.master = master;
  }

  /**
   * @throws CannotStart where the server is too old, may not be prepared or has unsafe roles
   */
  void prepare() {
    try (Connection admin = server.connect(server.admin())) {
      requireVersion(admin);
      run(admin, "select pg_advisory_lock(" + LOCK + ")");
      boolean mayMakeRoles =
          isTrue(
              admin, "select rolsuper or rolcreaterole from pg_roles where rolname = current_user");
      for (Role role : Role.values()) {
        makeRole(admin, role, mayMakeRoles);
      }
      makeSchema(admin, mayMakeRoles);
      refuseUnsafe(admin);
    } catch (SQLException e) {
      throw CannotStart.because(
          "cannot prepare " + server + ": " + firstLine(e) + " (METERR_DATABASE_URL)", e);
    }
  }

  private static void requireVersion(Connection admin) throws SQLException {
    try (Statement statement = admin.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select current_setting('server_version_num')::int,"
                    + " current_setting('server_version')")) {
      row.next();
      if (row.getInt(1) < VERSION_MIN) {
        throw new CannotStart(
            "PostgreSQL " + row.getString(2) + " is too old: Meterr needs 15 or newer");
      }
    }
  }

  private void makeRole(Connection admin, Role role, boolean mayMakeRoles) throws SQLException {
    boolean exists =
        isTrue(
            admin,
            "select exists (select from pg_roles where rolname = '" + role.roleName() + "')");
    if (!exists && !mayMakeRoles) {
      throw new CannotStart(
          "the role "
              + role.roleName()
              + " is missing and "
              + server.user()
              + " may not create roles: create it (LOGIN, with the password of METERR_DATABASE_URL)"
              + " or give "
              + server.user()
              + " CREATEROLE");
    }
    if (!exists) {
      run(admin, "create role " + role.roleName() + " login");
    }
    if (!exists || server.embedded()) {
      // sends a SCRAM verifier, so that no password stands in any log
      admin
          .unwrap(PGConnection.class)
          .alterUserPassword(role.roleName(), derived(role).toCharArray(), "scram-sha-256");
    }
  }

  private void makeSchema(Connection admin, boolean mayMakeRoles) throws SQLException {
    if (isTrue(admin, "select exists (select from pg_namespace where nspname = 'meterr')")) {
      return;
    }
    String owner = Role.OWNER.roleName();
    // who may make roles administers them, and may not yet (PostgreSQL 16 on) act as them
    if (mayMakeRoles
        && !isTrue(admin, "select rolsuper from pg_roles where rolname = current_user")) {
      run(admin, "grant " + owner + " to current_user");
    }
    run(admin, "create schema meterr authorization " + owner);
  }

  private static void refuseUnsafe(Connection admin) throws SQLException {
    List<String> unsafe = new ArrayList<>();
    try (PreparedStatement statement =
        admin.prepareStatement(
            "select distinct r.rolname from pg_roles r join pg_roles strong"
                + " on (strong.rolsuper or strong.rolbypassrls)"
                + " and pg_has_role(r.oid, strong.oid, 'MEMBER') where r.rolname = any (?)")) {
      Object[] names = java.util.Arrays.stream(Role.values()).map(Role::roleName).toArray();
      statement.setArray(1, admin.createArrayOf("text", names));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          unsafe.add(rows.getString(1));
        }
      }
    }
    if (!unsafe.isEmpty()) {
      throw new CannotStart(
          String.join(", ", unsafe)
              + " is superuser or bypasses row-level security, itself or through a role it is"
              + " member of: Meterr does not work as such a role (ALTER ROLE … NOSUPERUSER"
              + " NOBYPASSRLS)");
    }
  }

  /**
   * How to sign in as a role.
   *
   * @throws CannotStart where neither password opens it
   */
  Login login(Role role) {
    Login derived = new Login(role.roleName(), derived(role));
    if (server.embedded() || opens(derived)) {
      return derived;
    }
    Login beforehand = new Login(role.roleName(), server.password());
    if (opens(beforehand)) {
      return beforehand;
    }
    throw new CannotStart(
        "cannot sign in as "
            + role.roleName()
            + ": it was made by a Meterr with another METERR_MASTER_KEY, or beforehand with a"
            + " password other than that of METERR_DATABASE_URL");
  }

  private boolean opens(Login login) {
    try (Connection ignored = server.connect(login)) {
      return true;
    } catch (SQLException e) {
      if (e.getSQLState() != null && e.getSQLState().startsWith("28")) {
        return false;
      }
      throw CannotStart.because("cannot reach " + server + ": " + firstLine(e), e);
    }
  }

  private String derived(Role role) {
    return master.deriveText("postgresql role " + role.roleName());
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
