package ai.meterr.storage;

import static ai.meterr.storage.PostgresForTests.CLOCK;
import static ai.meterr.storage.PostgresForTests.RANDOM;
import static ai.meterr.storage.PostgresForTests.whyNot;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.KeyDirectory;
import ai.meterr.access.MeterrKey;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.access.Organizations.FirstStart;
import ai.meterr.storage.database.Server;
import ai.meterr.storage.embedded.EmbeddedPostgres;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A PostgreSQL by URL: a server that is not Meterr's, with an administrator who is no superuser.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExternalPostgresTest {
  private static final String MASTER = "a master key of sixteen characters and more";
  private static final Path FOLDER = PostgresForTests.newFolder();
  private static final FirstStart FIRST =
      new FirstStart(
          "Acme", "Owner@acme.example", "first password", new MeterrKey("mtr_" + "a".repeat(32)));
  private static final EmbeddedPostgres THEIRS = start();

  private static EmbeddedPostgres start() {
    PostgresForTests.shareProgramsWith(FOLDER);
    return EmbeddedPostgres.start(FOLDER, RANDOM);
  }

  @BeforeAll
  static void anAdministratorWhoIsNoSuperuser() throws SQLException {
    run("create role dba login createrole password 'of the dba'");
    run("create database company owner dba");
  }

  @AfterAll
  static void stop() {
    THEIRS.close();
    PostgresForTests.delete(FOLDER);
  }

  private static void run(String sql) throws SQLException {
    Server server = THEIRS.server();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + server.hosts() + "/meterr",
                server.user(),
                server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static PostgresStore open(String url, String master) {
    return open("node", url, master);
  }

  private static PostgresStore open(String node, String url, String master) {
    return PostgresStore.open(
        new DatabaseSettings(FOLDER.resolve(node), url, master), CLOCK, RANDOM);
  }

  private static String url(String user, String database) {
    return "postgresql://" + user + "@" + THEIRS.server().hosts() + "/" + database;
  }

  private static final String DBA = "dba:of%20the%20dba";

  @Test
  @Order(1)
  void roles_and_schema_are_made_by_whoever_may_make_them_and_the_second_node_finds_them() {
    try (PostgresStore store = open(url(DBA, "company"), MASTER);
        PostgresStore second = open(url(DBA, "company"), MASTER)) {
      OrganizationId organization =
          store.organizations().create("Acme", ZoneId.of("UTC"), CurrencyCode.USD);
      var journal = new JournalId(UUID.randomUUID());
      var event = new SampleEvents(1).priced();
      store
          .ledgerStore()
          .apply(
              new LedgerStore.Batch(
                  journal,
                  store.ledgerStore().lease(journal, 0, UUID.randomUUID()),
                  Position.START,
                  new Position(10),
                  List.of(new Arrival(organization, new Position(10), event))));
      assertThat(second.reports().event(organization, event.id()).orElseThrow().event())
          .isEqualTo(event);
    }
  }

  @Test
  @Order(2)
  void the_first_start_makes_everything_once_and_tells_what_changed_since() {
    try (PostgresStore store = open(url(DBA, "company"), MASTER)) {
      assertThat(store.organizations().firstStart(FIRST)).isEmpty();
      assertThat(store.organizations().firstStart(FIRST)).isEmpty();
      assertThat(store.people().signIn("owner@acme.example", "first password"))
          .hasValueSatisfying(owner -> assertThat(owner.organizationName()).isEqualTo("Acme"));
      assertThat(store.keys().find(FIRST.key().hash()))
          .isInstanceOf(KeyDirectory.Found.Known.class);
      FirstStart changed =
          new FirstStart(
              "Acme 2",
              "other@acme.example",
              "second password",
              new MeterrKey("mtr_" + "b".repeat(32)));
      assertThat(store.organizations().firstStart(changed))
          .hasSize(4)
          .allMatch(warning -> warning.startsWith("METERR_INIT_"))
          .noneMatch(warning -> warning.contains("second password"));
      assertThat(store.people().signIn("other@acme.example", "second password")).isEmpty();
    }
  }

  @Test
  @Order(3)
  void with_another_master_key_the_start_stops_and_names_it() {
    assertThat(whyNot(() -> open(url(DBA, "company"), "another master key, as long")))
        .contains("METERR_MASTER_KEY");
    assertThat(whyNot(() -> open(url(DBA, "company"), "short"))).contains("at least 16 characters");
  }

  @Test
  @Order(4)
  void a_role_that_may_nothing_works_where_all_was_made_beforehand_with_its_password()
      throws SQLException {
    for (String role : List.of("meterr_owner", "meterr_app", "meterr_ledger", "meterr_operator")) {
      run("alter role " + role + " password 'shared'");
    }
    open(url("meterr_owner:shared", "company"), "whatever master key it is").close();
  }

  @Test
  @Order(5)
  void a_role_that_is_superuser_or_can_become_one_is_refused() throws SQLException {
    run("alter role meterr_app bypassrls");
    assertThat(whyNot(() -> open(url("meterr_owner:shared", "company"), MASTER)))
        .contains("meterr_app is superuser or bypasses row-level security");
    run("alter role meterr_app nobypassrls");
    run("create role strong superuser");
    run("grant strong to meterr_ledger");
    assertThat(whyNot(() -> open(url("meterr_owner:shared", "company"), MASTER)))
        .contains("meterr_ledger");
    run("revoke strong from meterr_ledger");
    open(url("meterr_owner:shared", "company"), MASTER).close();
  }

  @Test
  @Order(6)
  void what_cannot_be_reached_or_opened_is_told_without_the_password() {
    assertThat(
            whyNot(() -> open("new node", "postgresql://dba:secret@127.0.0.1:1/company", MASTER)))
        .contains("METERR_DATABASE_URL")
        .doesNotContain("secret")
        .hasLineCount(1);
    assertThat(whyNot(() -> open("new node", url("dba:wrong-secret", "company"), MASTER)))
        .doesNotContain("wrong-secret");
    assertThat(whyNot(() -> open("new node", url(DBA, "nowhere"), MASTER))).contains("nowhere");
  }
}
