package ai.meterr.storage.embedded;

import static ai.meterr.storage.PostgresForTests.RANDOM;
import static ai.meterr.storage.PostgresForTests.whyNot;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.database.KeyFolder;
import ai.meterr.storage.database.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server's life, on a cluster of its own per test. */
class EmbeddedPostgresTest {
  private final Path data = PostgresForTests.newFolder();
  private final Path home = data.resolve("postgresql");
  private final Path cluster = home.resolve("data");

  @BeforeEach
  void unpackOnce() {
    PostgresForTests.shareProgramsWith(data);
  }

  @AfterEach
  void cleanUp() throws IOException {
    if (Files.isDirectory(cluster)) {
      Optional<Postmaster> running = Postmaster.running(cluster.toRealPath());
      if (running.isPresent()) {
        running.get().stop();
      }
    }
    PostgresForTests.delete(data);
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(data, RANDOM);
  }

  private static String ask(Server server, String sql) {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + server.hosts() + "/meterr",
                server.user(),
                server.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Test
  void it_is_durable_checked_bytewise_local_and_wants_a_password() throws IOException {
    try (EmbeddedPostgres postgres = start()) {
      Server server = postgres.server();
      assertThat(ask(server, "show fsync")).isEqualTo("on");
      assertThat(ask(server, "show synchronous_commit")).isEqualTo("on");
      assertThat(ask(server, "show data_checksums")).isEqualTo("on");
      assertThat(ask(server, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(ask(server, "show unix_socket_directories")).isEmpty();
      assertThat(
              ask(
                  server,
                  "select datlocprovider::text || ' ' || datlocale from pg_database"
                      + " where datname = 'meterr'"))
          .isEqualTo("b C.UTF-8");
      assertThat(ask(server, "select left(rolpassword, 13) from pg_authid where rolsuper"))
          .isEqualTo("SCRAM-SHA-256");
      assertThat(ask(server, "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules"))
          .isEqualTo("scram-sha-256");
      Path password = data.resolve("keys/postgresql.password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password.getParent())))
          .isEqualTo("rwx------");
      assertThat(whyNot(this::start)).contains("another Meterr runs on");
      // a crash between initdb and the move leaves nothing, and no secret stays behind
      assertThat(home.resolve("password.new")).doesNotExist();
    }
  }

  @Test
  void what_was_written_is_there_after_a_stop_a_kill_and_a_server_left_behind() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      ask(postgres.server(), "create table kept (n int)");
      ask(postgres.server(), "insert into kept values (1)");
    }
    assertThat(Postmaster.running(cluster.toRealPath())).isEmpty();

    // killed with all its processes, as kill -9 of the process group does
    EmbeddedPostgres killed = start();
    ask(killed.server(), "insert into kept values (2)");
    ProcessHandle postmaster = postmaster();
    postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
    postmaster.destroyForcibly();
    postmaster.onExit().get(30, TimeUnit.SECONDS);
    killed.releaseLock();

    // killed alone: its server processes are still ending when it is started again
    EmbeddedPostgres again = start();
    assertThat(ask(again.server(), "select count(*) from kept")).isEqualTo("2");
    ask(again.server(), "insert into kept values (3)");
    ProcessHandle alone = postmaster();
    alone.destroyForcibly();
    alone.onExit().get(30, TimeUnit.SECONDS);
    again.releaseLock();

    // Meterr killed alone: its server lives on, is stopped, and another one is started
    EmbeddedPostgres orphaned = start();
    assertThat(ask(orphaned.server(), "select count(*) from kept")).isEqualTo("3");
    ask(orphaned.server(), "insert into kept values (4)");
    ProcessHandle orphan = postmaster();
    orphaned.releaseLock();
    try (EmbeddedPostgres last = start()) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(postmaster().pid()).isNotEqualTo(orphan.pid());
      assertThat(ask(last.server(), "select count(*) from kept")).isEqualTo("4");
    }
  }

  private ProcessHandle postmaster() throws IOException {
    return Postmaster.running(cluster.toRealPath()).orElseThrow().process();
  }

  @Test
  void a_strangers_process_that_has_the_old_servers_id_is_left_alone() throws Exception {
    try (EmbeddedPostgres postgres = start()) {
      ask(postgres.server(), "create table kept (n int)");
    }
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(
          cluster.resolve("postmaster.pid"),
          stranger.pid() + "\n" + cluster + "\n1\n5432\n\n127.0.0.1\n");
      try (EmbeddedPostgres postgres = start()) {
        assertThat(ask(postgres.server(), "select count(*) from kept")).isEqualTo("0");
      }
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroy();
    }
  }

  @Test
  void another_major_version_or_a_lost_password_stops_the_start_and_says_what_to_do()
      throws IOException {
    start().close();
    Path password = data.resolve("keys/postgresql.password");
    String secret = Files.readString(password);
    Files.delete(password);
    assertThat(whyNot(this::start)).contains("restore the keys folder");
    assertThat(password).doesNotExist();
    Files.writeString(password, "another");
    assertThat(whyNot(this::start)).contains("belong together");
    Files.writeString(password, secret);
    Files.writeString(cluster.resolve("PG_VERSION"), "17\n");
    assertThat(whyNot(this::start))
        .contains("was made by PostgreSQL 17, this Meterr brings 18")
        .contains("meterr backup");
    Files.writeString(cluster.resolve("PG_VERSION"), "18\n");
    start().close();
  }

  @Test
  void where_no_way_works_the_message_names_the_other_way_out() throws IOException {
    Path real = Files.createDirectories(home).toRealPath();
    RunAs nobodyCan = new RunAs(List.of("/does/not/exist"), -1, -1);
    assertThat(
            whyNot(
                () -> {
                  try {
                    EmbeddedPostgres.start(
                        real, new KeyFolder(data.resolve("keys")), RANDOM, List.of(nobodyCan));
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }))
        .contains("METERR_DATABASE_URL")
        .hasLineCount(1);
  }
}
