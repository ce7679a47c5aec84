package ai.meterr.storage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.access.Caller;
import ai.meterr.access.Caller.Scope;
import ai.meterr.access.KeyDirectory;
import ai.meterr.access.KeyDirectory.Found;
import ai.meterr.access.MeterrKey;
import ai.meterr.access.People;
import ai.meterr.access.People.Member;
import ai.meterr.access.People.SessionToken;
import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.UuidV7;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.access.Organizations.ListedKey;
import ai.meterr.storage.access.Organizations.NewPerson;
import ai.meterr.storage.database.KeyFolder;
import ai.meterr.storage.database.MasterKey;
import ai.meterr.tenancy.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTest {
  private static final PostgresStore STORE = PostgresForTests.store();
  private static final ProviderSecret SECRET = new ProviderSecret("sk-test-0123456789abcdef");

  private final OrganizationId organization = PostgresForTests.newOrganization();
  private final MeterrKey key =
      new MeterrKey("mtr_" + UUID.randomUUID().toString().replace("-", ""));
  private final String email = "Ada." + UUID.randomUUID() + "@Example.com";

  @AfterEach
  void backToNow() {
    PostgresForTests.CLOCK.set(PostgresForTests.NOW);
  }

  @Test
  void a_key_that_the_operator_makes_is_found_until_it_is_revoked() {
    OrganizationId organization = PostgresForTests.newOrganization();
    PostgresStore store = PostgresForTests.store();
    MeterrKey key = MeterrKey.generate(new java.util.Random(7));
    MeterrKey other = MeterrKey.generate(new java.util.Random(8));
    store.organizations().addKey(organization, key, "build server", Set.of(Scope.CALL));
    store.organizations().addKey(organization, other, "reports", Set.of(Scope.READ));

    assertThat(store.organizations().keys(organization))
        .extracting(ListedKey::prefix)
        .containsExactly(key.prefix(), other.prefix());
    assertThat(store.keys().find(key.hash())).isInstanceOf(KeyDirectory.Found.Known.class);
    assertThat(store.organizations().revokeKeys(PostgresForTests.newOrganization(), key.prefix()))
        .as("of another organization")
        .isZero();
    assertThat(store.organizations().revokeKeys(organization, key.prefix())).isOne();
    assertThat(store.keys().find(key.hash())).isInstanceOf(KeyDirectory.Found.Unknown.class);
    assertThat(store.keys().find(other.hash())).isInstanceOf(KeyDirectory.Found.Known.class);
  }

  @Test
  void a_key_is_found_with_whom_it_belongs_to_and_what_it_may() {
    UUID id =
        STORE.organizations().addKey(organization, key, "ci", EnumSet.of(Scope.CALL, Scope.READ));
    assertThat(STORE.keys().find(key.hash()))
        .isEqualTo(
            new Found.Known(
                new Caller(
                    organization,
                    id,
                    key.prefix(),
                    EnumSet.of(Scope.CALL, Scope.READ),
                    null,
                    null)));
  }

  @Test
  void a_key_that_is_unknown_or_revoked_is_not_found() {
    assertThat(STORE.keys().find(key.hash())).isEqualTo(new Found.Unknown());
    UUID id = STORE.organizations().addKey(organization, key, "ci", EnumSet.of(Scope.CALL));
    PostgresForTests.database()
        .tenancy()
        .in(
            organization,
            "revoking",
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "update meterr_keys set revoked_at = now()"
                          + " where organization_id = ? and id = ?")) {
                statement.setObject(1, organization.value());
                statement.setObject(2, id);
                return statement.executeUpdate();
              }
            });
    assertThat(STORE.keys().find(key.hash())).isEqualTo(new Found.Unknown());
  }

  @Test
  void a_provider_key_comes_back_as_it_was_stored_and_the_last_one_counts() {
    STORE.credentials().store(organization, ProviderId.OPENAI, new ProviderSecret("sk-old"));
    STORE.credentials().store(organization, ProviderId.OPENAI, SECRET);
    assertThat(STORE.credentials().find(organization, ProviderId.OPENAI)).contains(SECRET);
    assertThat(STORE.credentials().find(organization, ProviderId.GEMINI)).isEmpty();
    assertThat(STORE.credentials().find(PostgresForTests.newOrganization(), ProviderId.OPENAI))
        .isEmpty();
  }

  private record Row(UUID id, byte[] sealed, String hint) {}

  private Row row(OrganizationId of) {
    return PostgresForTests.database()
        .tenancy()
        .in(
            of,
            "reading a row",
            connection -> {
              try (PreparedStatement statement =
                      connection.prepareStatement(
                          "select id, sealed, hint from provider_credentials");
                  ResultSet row = statement.executeQuery()) {
                row.next();
                return new Row(row.getObject(1, UUID.class), row.getBytes(2), row.getString(3));
              }
            });
  }

  @Test
  void nothing_that_stands_in_the_database_shows_the_provider_key() {
    STORE.credentials().store(organization, ProviderId.OPENAI, SECRET);
    Row row = row(organization);
    assertThat(new String(row.sealed, StandardCharsets.ISO_8859_1)).doesNotContain("0123456789");
    assertThat(row.hint).isEqualTo("sk-…def");
  }

  @Test
  void a_row_that_is_copied_to_another_tenant_does_not_open() {
    STORE.credentials().store(organization, ProviderId.OPENAI, SECRET);
    Row row = row(organization);
    OrganizationId thief = PostgresForTests.newOrganization();
    PostgresForTests.database()
        .tenancy()
        .in(
            thief,
            "copying a row",
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "insert into provider_credentials values (?, ?, 'openai', ?, 'h')")) {
                statement.setObject(1, thief.value());
                statement.setObject(2, row.id);
                statement.setBytes(3, row.sealed);
                return statement.executeUpdate();
              }
            });
    assertThatThrownBy(() -> STORE.credentials().find(thief, ProviderId.OPENAI))
        .isInstanceOf(KeyDirectory.Unavailable.class)
        .hasMessageNotContaining(SECRET.value());
  }

  @Test
  void under_another_master_key_nothing_opens() {
    STORE.credentials().store(organization, ProviderId.OPENAI, SECRET);
    var others =
        new PostgresCredentials(
            PostgresForTests.database().tenancy(),
            MasterKey.of(
                "another master key of ours",
                new KeyFolder(Path.of("never read")),
                PostgresForTests.RANDOM),
            new UuidV7(PostgresForTests.CLOCK, PostgresForTests.RANDOM));
    assertThatThrownBy(() -> others.find(organization, ProviderId.OPENAI))
        .isInstanceOf(KeyDirectory.Unavailable.class)
        .hasMessageContaining("METERR_MASTER_KEY");
  }

  private void addPerson() {
    STORE
        .organizations()
        .addPerson(organization, new NewPerson(email, "Ada", "correct horse", People.Role.ADMIN));
  }

  @Test
  void a_person_signs_in_with_the_password_and_whatever_case_the_address_is_written_in() {
    addPerson();
    Optional<Member> member =
        STORE.people().signIn(" " + email.toUpperCase(java.util.Locale.ROOT), "correct horse");
    assertThat(member)
        .hasValueSatisfying(
            found -> {
              assertThat(found.organization()).isEqualTo(organization);
              assertThat(found.role()).isEqualTo(People.Role.ADMIN);
              assertThat(found.name()).isEqualTo("Ada");
              assertThat(found.currency()).isEqualTo("USD");
            });
    assertThat(STORE.people().signIn(email, "wrong horse")).isEmpty();
    assertThat(STORE.people().signIn("nobody@example.com", "correct horse")).isEmpty();
  }

  @Test
  void a_session_lasts_until_it_ends_or_expires() {
    addPerson();
    Member member = STORE.people().signIn(email, "correct horse").orElseThrow();
    SessionToken token = STORE.people().startSession(member, Duration.ofHours(1));
    SessionToken other = STORE.people().startSession(member, Duration.ofHours(1));
    assertThat(token).isNotEqualTo(other);
    assertThat(STORE.people().bySession(token)).contains(member);
    STORE.people().endSession(token);
    assertThat(STORE.people().bySession(token)).isEmpty();
    assertThat(STORE.people().bySession(other)).contains(member);
    PostgresForTests.CLOCK.advance(Duration.ofHours(2));
    assertThat(STORE.people().bySession(other)).isEmpty();
    assertThat(STORE.people().bySession(new SessionToken("made up"))).isEmpty();
  }

  @Test
  void a_password_fits_its_own_hash_only_and_two_hashes_of_it_differ() {
    Passwords passwords = new Passwords(PostgresForTests.RANDOM);
    String hash = passwords.hash("pässwörd");
    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("pässwörd");
    assertThat(passwords.fits("pässwörd", hash)).isTrue();
    assertThat(passwords.fits("passwort", hash)).isFalse();
    assertThat(passwords.hash("pässwörd")).isNotEqualTo(hash);
    assertThat(passwords.fits("", passwords.nobody())).isFalse();
  }
}
