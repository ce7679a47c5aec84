package ai.meterr.storage.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.access.Caller.Scope;
import ai.meterr.access.Deed;
import ai.meterr.access.MeterrKey;
import ai.meterr.access.People;
import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.PriceScope;
import ai.meterr.event.Source;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.pricing.Terms;
import ai.meterr.pricing.Validity;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.access.Organizations.NewPerson;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tenants cannot meet: every table of theirs is looked at, and every way across is tried. */
class TenancyTest {
  private static final Database DATABASE = PostgresForTests.database();
  private static final String CONDITION =
      "(organization_id = (NULLIF(current_setting('meterr.organization'::text, true),"
          + " ''::text))::uuid)";

  private static final OrganizationId OURS = fullOrganization(1);
  private static final OrganizationId THEIRS = fullOrganization(2);
  private static Set<String> tables = Set.of();

  /** An organization with rows in every tenant table. */
  private static OrganizationId fullOrganization(long seed) {
    var store = PostgresForTests.store();
    OrganizationId organization = PostgresForTests.newOrganization();
    JournalId journal = new JournalId(UUID.randomUUID());
    SampleEvents samples =
        new SampleEvents(
            seed, PostgresForTests.NOW.minus(Duration.ofHours(60)), Duration.ofHours(60));
    long epoch = store.ledgerStore().lease(journal, 0, UUID.randomUUID());
    List<Arrival> entries = new ArrayList<>();
    for (int i = 1; i <= 39; i++) {
      entries.add(new Arrival(organization, new Position(i), samples.next()));
    }
    entries.add(new Arrival(organization, new Position(40), reportedByAnSdk(entries)));
    store
        .ledgerStore()
        .apply(new LedgerStore.Batch(journal, epoch, Position.START, new Position(40), entries));
    store.days().makeDue();
    cutRows(organization);
    // not over for five minutes: stays unsealed
    SampleEvents justNow =
        new SampleEvents(
            seed, PostgresForTests.NOW.minus(Duration.ofMinutes(14)), Duration.ofMinutes(14));
    List<Arrival> lately = new ArrayList<>();
    for (int i = 41; i <= 80; i++) {
      lately.add(new Arrival(organization, new Position(i), justNow.next()));
    }
    store
        .ledgerStore()
        .apply(new LedgerStore.Batch(journal, epoch, new Position(40), new Position(80), lately));
    outboxRow(organization);
    refusedRow(organization);
    String email = UUID.randomUUID() + "@example.com";
    store
        .organizations()
        .addPerson(organization, new NewPerson(email, "P", "password", People.Role.OWNER));
    store
        .people()
        .startSession(store.people().signIn(email, "password").orElseThrow(), Duration.ofDays(1));
    store.organizations().addKey(organization, newKey(), "key", Set.of(Scope.CALL));
    store.credentials().store(organization, ProviderId.OPENAI, new ProviderSecret("sk-secret-abc"));
    store
        .priceKeeping()
        .add(
            organization,
            (id, createdAt) ->
                new OwnPrice(
                    id,
                    PriceScope.CONTRACT,
                    ProviderId.OPENAI,
                    new ModelMatch.Prefix(""),
                    Conditions.NONE,
                    Validity.ALWAYS,
                    new Terms.Discount(BigDecimal.TEN),
                    "agreement",
                    createdAt),
            new Deed("p@example.com", "", PostgresForTests.NOW));
    return organization;
  }

  /** As the ledger writes it where entries are kept elsewhere. */
  private static void outboxRow(OrganizationId organization) {
    DATABASE.asLedger(
        "writing into the outbox",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "insert into outbox (journal, from_offset, to_offset, organization_id, earliest,"
                      + " latest) values (0, 0, 40, ?, now(), now())")) {
            statement.setObject(1, organization.value());
            return statement.executeUpdate();
          }
        });
  }

  /** As the ledger puts an arrival aside that it can never count. */
  private static void refusedRow(OrganizationId organization) {
    DATABASE.asLedger(
        "putting an arrival aside",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "insert into refused (organization_id, journal, journal_offset, why, event)"
                      + " values (?, 0, 40, 'too large', '{}')")) {
            statement.setObject(1, organization.value());
            return statement.executeUpdate();
          }
        });
  }

  /** As large periods have them; these here are small. */
  private static void cutRows(OrganizationId organization) {
    for (String period : List.of("sealed_day", "sealed_week", "sealed_month")) {
      DATABASE.asLedger(
          "cutting",
          connection -> {
            try (PreparedStatement statement =
                connection.prepareStatement(
                    "insert into %s_cut select organization_id, cube, 1, starts, 0, 0, lines from %s where organization_id = ?"
                        .formatted(period, period))) {
              statement.setObject(1, organization.value());
              return statement.executeUpdate();
            }
          });
    }
  }

  private static UsageEvent reportedByAnSdk(List<Arrival> arrivals) {
    return arrivals.stream()
        .map(Arrival::event)
        .filter(event -> event.source() == Source.SDK)
        .findFirst()
        .orElseThrow();
  }

  private static MeterrKey newKey() {
    return new MeterrKey("mtr_" + UUID.randomUUID().toString().replace("-", ""));
  }

  @BeforeAll
  static void findTenantTables() {
    tables =
        seenByLedger(
            """
            select c.relname from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
            where c.relnamespace = 'meterr'::regnamespace and c.relkind in ('r', 'p')\
            """);
  }

  private static Set<String> texts(Connection connection, String sql) throws SQLException {
    Set<String> texts = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Test
  void there_are_tenant_tables_and_partitions_of_them_to_look_at() {
    assertThat(tables)
        .contains(
            "members",
            "sign_ins",
            "meterr_keys",
            "provider_credentials",
            "dictionary",
            "entries",
            "increments",
            "sealed_minute",
            "sealed_block",
            "sealed_quarter",
            "sealed_day",
            "sealed_week",
            "sealed_month",
            "sealed_zones",
            "sealed_day_cut",
            "sealed_week_cut",
            "sealed_month_cut")
        .contains("entries_202611", "sealed_quarter_202611", "sealed_minute_20261124");
  }

  @Test
  void every_tenant_table_and_every_partition_has_row_level_security_that_binds_its_owner_too() {
    Set<String> bound =
        seenByLedger(
            """
            select relname from pg_class where relnamespace = 'meterr'::regnamespace
            and relrowsecurity and relforcerowsecurity\
            """);
    assertThat(bound).containsAll(tables).contains("organizations", "people", "first_start");
  }

  @Test
  void every_tenant_table_and_every_partition_has_the_tenants_policy_for_reading_and_writing() {
    Set<String> withPolicy =
        DATABASE.asLedger(
            "reading policies",
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      select tablename from pg_policies where schemaname = 'meterr'
                      and policyname = 'tenant' and roles = '{meterr_app}' and cmd = 'ALL'
                      and permissive = 'PERMISSIVE' and qual = ? and with_check = ?\
                      """)) {
                statement.setString(1, CONDITION);
                statement.setString(2, CONDITION);
                Set<String> names = new TreeSet<>();
                try (ResultSet rows = statement.executeQuery()) {
                  while (rows.next()) {
                    names.add(rows.getString(1));
                  }
                }
                return names;
              }
            });
    assertThat(withPolicy)
        .withFailMessage(() -> "without the tenant's policy: " + without(tables, withPolicy))
        .isEqualTo(tables);
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  @Test
  void only_known_policies_let_the_app_see_more_than_its_organization() {
    Set<String> others =
        seenByLedger(
            """
            select tablename || '/' || policyname || '/' || cmd from pg_policies
            where schemaname = 'meterr' and policyname <> 'tenant'
            and (roles && '{meterr_app,public}'::name[])\
            """);
    assertThat(others)
        .containsExactly(
            "members/presented/SELECT",
            "meterr_keys/presented/SELECT",
            "people/presented/SELECT",
            "sign_ins/presented/SELECT");
  }

  @Test
  void the_owner_sees_no_tenants_row_unless_its_session_says_that_it_makes_a_backup()
      throws SQLException {
    try (Connection whole = DATABASE.wholeDatabase();
        Statement statement = whole.createStatement()) {
      for (String table : parents()) {
        assertThat(count(statement, table)).as(table).isGreaterThan(1);
      }
      statement.execute("reset meterr.whole_database");
      for (String table : parents()) {
        assertThat(count(statement, table)).as(table).isZero();
      }
    }
  }

  private static int count(Statement statement, String table) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("select count(distinct organization_id) from " + table)) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void a_query_without_a_condition_sees_its_own_organization_and_no_other() {
    for (String table : parents()) {
      assertThat(seenIn(OURS, "select organization_id from " + table))
          .as(table)
          .containsExactly(OURS.toString());
    }
    assertThat(seenIn(OURS, "select id from organizations")).containsExactly(OURS.toString());
    assertThat(seenIn(OURS, "select id from people")).hasSize(1);
  }

  @Test
  void naming_another_organization_finds_nothing() {
    for (String table : parents()) {
      String sql = "select organization_id from " + table + " where organization_id = '%s'";
      assertThat(seenIn(OURS, sql.formatted(THEIRS))).as(table).isEmpty();
    }
  }

  @Test
  void partitions_cannot_be_reached_around_their_table() {
    for (String table : without(tables, parents())) {
      assertThatThrownBy(() -> seenIn(OURS, "select 1 from " + table))
          .as(table)
          .isInstanceOf(DatabaseFailed.class)
          .hasMessageContaining("42501");
    }
  }

  /** Tenant tables that are not a partition. */
  private static Set<String> parents() {
    Set<String> parents = new TreeSet<>(tables);
    parents.removeIf(
        name ->
            name.startsWith("entries_")
                || name.startsWith("sealed_minute_")
                || name.startsWith("identities_")
                || name.startsWith("sightings_")
                || name.startsWith("sealed_quarter_")
                || name.equals("first_start"));
    return parents;
  }

  @Test
  void nothing_can_be_written_into_another_organization() {
    for (String statement :
        List.of(
            "insert into meterr_keys (organization_id, id, hash, prefix, last_four, name, scopes)"
                + " values ('%s', gen_random_uuid(), '\\x00', 'p', 'l', 'n', '{}')",
            "insert into provider_credentials (organization_id, id, provider, sealed, hint)"
                + " values ('%s', gen_random_uuid(), 'openai', '\\x00', 'h')",
            "update provider_credentials set organization_id = '%s'",
            "update meterr_keys set organization_id = '%s'")) {
      assertThatThrownBy(() -> written(OURS, statement.formatted(THEIRS)))
          .as(statement)
          .isInstanceOf(DatabaseFailed.class)
          .hasMessageContaining("42501");
    }
    for (String statement :
        List.of(
            "delete from meterr_keys where organization_id = '%s'",
            "delete from sign_ins where organization_id = '%s'",
            "update provider_credentials set hint = 'x' where organization_id = '%s'")) {
      assertThat(written(OURS, statement.formatted(THEIRS))).as(statement).isZero();
    }
  }

  @Test
  void the_app_cannot_write_the_ledger_nor_make_organizations() {
    for (String statement :
        List.of(
            "delete from increments",
            "delete from entries",
            "update entries set status = 'priced'",
            "insert into sealed_day values ('" + OURS + "', 1, now(), '')",
            "delete from sealed_month",
            "update journals set ledger_offset = 0",
            "insert into organizations (id, name) values (gen_random_uuid(), 'x')",
            "insert into members values ('" + OURS + "', gen_random_uuid(), 'owner')",
            "select ensure_partition('entries', '203001', now(), now())",
            "set role meterr_ledger",
            "set role meterr_owner")) {
      assertThatThrownBy(() -> written(OURS, statement))
          .as(statement)
          .isInstanceOf(DatabaseFailed.class)
          .hasMessageContaining("42501");
    }
  }

  @Test
  void the_ledgers_role_sees_no_key_no_person_and_no_credential() {
    for (String table :
        List.of("meterr_keys", "people", "members", "sign_ins", "provider_credentials")) {
      assertThatThrownBy(() -> seenByLedger("select 1 from " + table))
          .as(table)
          .isInstanceOf(DatabaseFailed.class)
          .hasMessageContaining("42501");
    }
  }

  @Test
  void without_an_organization_nothing_is_seen() {
    Presented nothing = Presented.key(new byte[32]);
    for (String table : parents()) {
      assertThat(seenPresenting(nothing, "select organization_id from " + table))
          .as(table)
          .isEmpty();
    }
  }

  @Test
  void an_organization_does_not_outlive_its_transaction() {
    Presented nobody = Presented.email("nobody@example.com");
    for (int i = 0; i < 20; i++) {
      assertThat(seenIn(OURS, "select id from organizations")).hasSize(1);
      assertThat(seenPresenting(nobody, "select id from organizations")).isEmpty();
    }
  }

  @Test
  void what_is_presented_shows_its_own_row_only() {
    MeterrKey key = newKey();
    PostgresForTests.store().organizations().addKey(THEIRS, key, "key", Set.of(Scope.CALL));
    assertThat(seenPresenting(Presented.key(key.hash().bytes()), "select prefix from meterr_keys"))
        .containsExactly(key.prefix());
  }

  @Test
  void no_role_of_meterr_is_superuser_or_bypasses_row_level_security() {
    assertThat(
            seenByLedger(
                """
                select rolname from pg_roles where rolname like 'meterr%'
                and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)\
                """))
        .containsExactly("meterr_app", "meterr_ledger", "meterr_operator", "meterr_owner");
  }

  private static Set<String> seenIn(OrganizationId organization, String sql) {
    return DATABASE.tenancy().in(organization, "reading", connection -> texts(connection, sql));
  }

  private static Set<String> seenPresenting(Presented presented, String sql) {
    return DATABASE
        .tenancy()
        .presenting(presented, "reading", connection -> texts(connection, sql));
  }

  private static Set<String> seenByLedger(String sql) {
    return DATABASE.asLedger("reading", connection -> texts(connection, sql));
  }

  private static int written(OrganizationId organization, String sql) {
    return DATABASE.tenancy().in(organization, "writing", connection -> run(connection, sql));
  }

  private static int run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return statement.getUpdateCount();
    }
  }
}
