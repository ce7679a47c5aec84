package ai.meterr.storage.embedded;

import ai.meterr.storage.database.CannotStart;
import ai.meterr.storage.database.KeyFolder;
import ai.meterr.storage.database.MasterKey;
import ai.meterr.storage.database.NotReachable;
import ai.meterr.storage.database.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of Meterr's own under {@code METERR_DATA/postgresql}: a real one, with fsync, data
 * checksums and a password, on 127.0.0.1 only.
 *
 * <p>A server that a killed Meterr left behind on this folder is stopped, then started anew; no
 * other server is ever touched or used. It runs in a session of its own, so that Ctrl-C reaches
 * Meterr and not its database.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String SUPERUSER = "postgres";
  private static final String DATABASE = "meterr";
  private static final String PASSWORD = "postgresql.password";
  private static final int START_TRIES = 30;
  private static final int ANY_PORT = 0;
  private static final long LOG_BYTES_MAX = 4 << 20;

  private final FileChannel lock;
  private final Path cluster;
  private final Server server;

  private EmbeddedPostgres(FileChannel lock, Path cluster, Server server) {
    this.lock = lock;
    this.cluster = cluster;
    this.server = server;
  }

  /**
   * Starts the server of a data folder, made where there is none.
   *
   * @param data {@code METERR_DATA}
   * @throws CannotStart with what to do
   */
  public static EmbeddedPostgres start(Path data, SecureRandom random) {
    return start(data, ANY_PORT, random);
  }

  /**
   * As {@link #start(Path, SecureRandom)}, on one port: a server that others reach by its URL.
   *
   * @param port 0: a free one
   */
  public static EmbeddedPostgres start(Path data, int port, SecureRandom random) {
    try {
      // real: a server is recognised by the folder in its command line
      Path home = Files.createDirectories(data.resolve("postgresql")).toRealPath();
      return start(home, port, new KeyFolder(data.resolve("keys")), random, RunAs.candidates(home));
    } catch (IOException | UncheckedIOException e) {
      throw new CannotStart(
          "the embedded PostgreSQL cannot be started in " + data + ": " + e.getMessage(), e);
    }
  }

  static EmbeddedPostgres start(
      Path home, KeyFolder keys, SecureRandom random, List<RunAs> candidates) throws IOException {
    return start(home, ANY_PORT, keys, random, candidates);
  }

  private static EmbeddedPostgres start(
      Path home, int wantedPort, KeyFolder keys, SecureRandom random, List<RunAs> candidates)
      throws IOException {
    FileChannel lock = lock(home);
    boolean started = false;
    try {
      Path cluster = home.resolve("data");
      Optional<Postmaster> left = Postmaster.running(cluster);
      if (left.isPresent()) {
        left.get().stop();
      }
      Programs programs = Programs.unpackInto(home);
      RunAs runAs = RunAs.choose(candidates, home, programs);
      String password = password(keys, cluster, random);
      if (Files.isDirectory(cluster)) {
        requireSameMajorVersion(cluster, programs, runAs);
      } else {
        create(cluster, programs, runAs, password);
      }
      // whatever process has the id in it, it is not this folder's server
      Files.deleteIfExists(cluster.resolve("postmaster.pid"));
      int port = launch(cluster, wantedPort, programs, runAs);
      createDatabase(port, password);
      started = true;
      return new EmbeddedPostgres(lock, cluster, server(port, password));
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  /**
   * The server that a running Meterr has on a data folder; it stays that one's. Empty where none
   * runs.
   *
   * @param data {@code METERR_DATA}
   */
  public static Optional<Server> runningIn(Path data) {
    Path cluster = data.resolve("postgresql").resolve("data");
    try {
      if (!Files.isDirectory(cluster)) {
        return Optional.empty();
      }
      Optional<Integer> port = Postmaster.port(cluster.toRealPath());
      Optional<String> password = new KeyFolder(data.resolve("keys")).read(PASSWORD);
      return port.isPresent() && password.isPresent()
          ? Optional.of(server(port.get(), password.get()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for the database of " + data, e);
    }
  }

  private static Server server(int port, String password) {
    return new Server("127.0.0.1:" + port, DATABASE, SUPERUSER, password, "", true);
  }

  private static FileChannel lock(Path home) throws IOException {
    FileChannel channel =
        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (java.nio.channels.OverlappingFileLockException heldByThisProcess) {
      // told below
    }
    if (lock == null) {
      channel.close();
      throw new CannotStart("another Meterr runs on " + home.getParent());
    }
    return channel;
  }

  private static String password(KeyFolder keys, Path cluster, SecureRandom random) {
    if (Files.isDirectory(cluster) && keys.read(PASSWORD).isEmpty()) {
      throw new CannotStart(
          "keys/"
              + PASSWORD
              + " is missing, without it "
              + cluster
              + " does not open: restore the keys folder that belongs to it");
    }
    return keys.readOrMake(PASSWORD, () -> MasterKey.randomText(random));
  }

  private static void requireSameMajorVersion(Path cluster, Programs programs, RunAs runAs)
      throws IOException {
    String found = Files.readString(cluster.resolve("PG_VERSION")).strip();
    String brought = output(runAs, List.of(programs.program("postgres").toString(), "--version"));
    String major = brought.replaceAll("(?s)^.*\\) ([0-9]+).*$", "$1");
    if (!found.equals(major)) {
      throw new CannotStart(
          cluster
              + " was made by PostgreSQL "
              + found
              + ", this Meterr brings "
              + major
              + ": start the Meterr that made it, `meterr backup`, and `meterr restore` with this"
              + " one into an empty METERR_DATA");
    }
  }

  /** Made apart and then moved, so that an interrupted start leaves nothing half made. */
  private static void create(Path cluster, Programs programs, RunAs runAs, String password)
      throws IOException {
    Path fresh = cluster.resolveSibling("data.new");
    Path secret = cluster.resolveSibling("password.new");
    Folders.delete(fresh);
    Files.deleteIfExists(secret);
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, password + "\n");
    if (runAs.owner() >= 0) {
      Folders.give(secret, runAs.owner(), runAs.group());
    }
    try {
      output(
          runAs,
          List.of(
              programs.program("initdb").toString(),
              "--pgdata=" + fresh,
              "--username=" + SUPERUSER,
              "--pwfile=" + secret,
              "--auth=scram-sha-256",
              "--data-checksums",
              "--encoding=UTF8",
              "--locale=C",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8",
              "--no-instructions"));
    } finally {
      Files.deleteIfExists(secret);
    }
    Files.move(fresh, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns the port. */
  private static int launch(Path cluster, int wantedPort, Programs programs, RunAs runAs)
      throws IOException {
    Path log = cluster.resolveSibling("postgresql.log");
    rotate(log);
    for (int tries = 1; ; tries++) {
      int port = wantedPort == ANY_PORT ? freePort() : wantedPort;
      Files.write(
          cluster.resolve("postgresql.auto.conf"),
          ServerSettings.of(port).getBytes(StandardCharsets.UTF_8));
      if (runAs.owner() >= 0) {
        Folders.give(cluster.resolve("postgresql.auto.conf"), runAs.owner(), runAs.group());
      }
      long before = Files.exists(log) ? Files.size(log) : 0;
      Process start =
          runAs
              .command(
                  List.of(
                      programs.program("pg_ctl").toString(),
                      "start",
                      "--pgdata=" + cluster,
                      "--log=" + log,
                      "--wait",
                      "--timeout=120",
                      "--silent"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (finished(start) == 0) {
        return port;
      }
      String said = tail(log, before);
      // the port was taken meanwhile, or backends of a killed server are still ending
      boolean passes =
          said.contains("could not bind")
              || said.contains("shared memory block")
              || said.contains("Address already in use");
      if (!passes || tries == START_TRIES) {
        throw new NotReachable(
            "PostgreSQL does not start: " + lastLine(said) + " (see " + log + ")",
            new IOException("it ends while it starts"));
      }
      pause(Duration.ofSeconds(1));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void rotate(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
      Files.move(log, log.resolveSibling("postgresql.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String tail(Path log, long from) throws IOException {
    if (!Files.exists(log)) {
      return "";
    }
    byte[] all = Files.readAllBytes(log);
    int start = (int) Math.min(from, all.length);
    return new String(all, start, all.length - start, StandardCharsets.UTF_8);
  }

  private static String lastLine(String text) {
    return text.lines()
        .filter(line -> line.contains("FATAL") || line.contains("PANIC"))
        .reduce((first, second) -> second)
        .orElseGet(() -> text.lines().reduce((first, second) -> second).orElse("no reason given"));
  }

  private static String output(RunAs runAs, List<String> command) throws IOException {
    Process process = runAs.command(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (finished(process) != 0) {
      throw new CannotStart(
          Path.of(command.getFirst()).getFileName() + " failed: " + lastLine(output.strip()));
    }
    return output.strip();
  }

  private static int finished(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void pause(Duration duration) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void createDatabase(int port, String password) {
    Properties login = new Properties();
    login.setProperty("user", SUPERUSER);
    login.setProperty("password", password);
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", login);
        Statement statement = connection.createStatement()) {
      boolean exists;
      try (ResultSet row =
          statement.executeQuery("select from pg_database where datname = '" + DATABASE + "'")) {
        exists = row.next();
      }
      if (!exists) {
        statement.execute("create database " + DATABASE);
      }
    } catch (SQLException e) {
      throw CannotStart.because(
          "the embedded PostgreSQL cannot be opened ("
              + e.getSQLState()
              + "): do keys/ and"
              + " postgresql/ in METERR_DATA belong together?",
          e);
    }
  }

  public Server server() {
    return server;
  }

  /** Whether the server's process lives. */
  public boolean isRunning() {
    try {
      return Postmaster.running(cluster).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for PostgreSQL's process", e);
    }
  }

  /** What the end of Meterr's process does: the server lives on, another Meterr may come. */
  void releaseLock() throws IOException {
    lock.close();
  }

  /** Stops the server: all is written, nothing needs recovery. */
  @Override
  public void close() {
    try (lock) {
      Optional<Postmaster> running = Postmaster.running(cluster);
      if (running.isPresent()) {
        running.get().stop();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("stopping PostgreSQL", e);
    }
  }
}
