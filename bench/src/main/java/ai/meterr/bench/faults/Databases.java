package ai.meterr.bench.faults;

import ai.meterr.storage.database.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL that all trials share, each with a database of its own. Nodes reach it through a
 * {@link Link}, this class itself does not.
 */
final class Databases implements AutoCloseable {
  private static final String ADMIN = "postgres";
  private static final int DEFAULT_PORT = 5432;

  private final @Nullable Cluster cluster;
  private final Link link;
  private Server server;
  private boolean stopped;

  private Databases(Server server, @Nullable Cluster cluster) {
    this.server = server;
    this.cluster = cluster;
    this.link = Link.to(address(server));
  }

  /** A server of the trials' own. */
  static Databases of(Cluster cluster) {
    return new Databases(cluster.server(), cluster);
  }

  /**
   * Somebody's server, which can be neither stopped nor put back.
   *
   * @param url {@code postgresql://…}, of a role that may create databases and roles
   */
  static Databases at(String url) {
    return new Databases(Server.parse(url), null);
  }

  boolean canBeStopped() {
    return cluster != null;
  }

  private static InetSocketAddress address(Server server) {
    String host = server.hosts();
    int colon = host.lastIndexOf(':');
    return colon < 0
        ? new InetSocketAddress(host, DEFAULT_PORT)
        : new InetSocketAddress(
            host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)));
  }

  /** {@code METERR_DATABASE_URL} of a node. */
  String url(String database) {
    return "postgresql://"
        + encoded(server.user())
        + ":"
        + encoded(server.password())
        + "@127.0.0.1:"
        + link.port()
        + "/"
        + database;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Makes a database, empty or as another one is. */
  void create(String database, @Nullable String like) throws SQLException {
    run("create database " + database + (like == null ? "" : " template " + like));
  }

  void drop(String database) throws SQLException {
    run("drop database if exists " + database + " with (force)");
  }

  /** Ends every session there is in a database. */
  void terminateSessions(String database) throws SQLException {
    run(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
            + database
            + "'");
  }

  /** How many entries the ledger in a database has. */
  long entries(String database) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from meterr.entries")) {
      row.next();
      return row.getLong(1);
    }
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = connect(ADMIN);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect(String database) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", server.user());
    login.setProperty("password", server.password());
    return DriverManager.getConnection(
        "jdbc:postgresql://" + server.hosts() + "/" + database, login);
  }

  Link link() {
    return link;
  }

  /** Also where a trial has broken off. */
  void ensureRunning() {
    if (stopped) {
      startAgain();
    }
    link.loseNoMore();
  }

  void stopAtOnce() throws IOException, InterruptedException {
    cluster().stopAtOnce();
    stopped = true;
    link.cut();
  }

  void startAgain() {
    cluster().startAgain();
    stopped = false;
    server = cluster().server();
    link.leadTo(address(server));
  }

  void keepCopy() throws IOException, InterruptedException {
    cluster().keepCopy();
  }

  void putBackCopy() throws IOException, InterruptedException {
    cluster().putBackCopy();
  }

  private Cluster cluster() {
    if (cluster == null) {
      throw new IllegalStateException("this server is not ours to stop");
    }
    return cluster;
  }

  @Override
  public void close() {
    link.close();
    if (cluster != null) {
      cluster.close();
    }
  }
}
