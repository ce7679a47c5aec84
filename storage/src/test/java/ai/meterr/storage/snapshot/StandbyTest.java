package ai.meterr.storage.snapshot;

import static ai.meterr.storage.PostgresForTests.NOW;
import static ai.meterr.storage.PostgresForTests.RANDOM;
import static ai.meterr.storage.PostgresForTests.whyNot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.access.Caller.Scope;
import ai.meterr.access.Deed;
import ai.meterr.access.KeyDirectory.Found;
import ai.meterr.access.KeyDirectory.Unavailable;
import ai.meterr.access.MeterrKey;
import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.PriceScope;
import ai.meterr.money.CurrencyCode;
import ai.meterr.pricing.Conditions;
import ai.meterr.pricing.ContextBand;
import ai.meterr.pricing.ModelMatch;
import ai.meterr.pricing.OwnPrice;
import ai.meterr.pricing.Terms;
import ai.meterr.pricing.Validity;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.TheirPostgres;
import ai.meterr.storage.database.DatabaseFailed;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SettableClock;
import ai.meterr.usage.Meter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose real PostgreSQL stops and comes back. */
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandbyTest {
  private static final String MASTER = "a master key of sixteen characters and more";
  private static final Duration STALE_MAX = Duration.ofHours(24);
  private static final long SOON_NANOS = Duration.ofSeconds(40).toNanos();
  private static final String SECRET = "sk-a-secret-of-a-provider";

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock(PostgresForTests.NOW);
  private final MeterrKey good = key('g');
  private final MeterrKey revoked = key('r');

  private static MeterrKey key(char of) {
    return new MeterrKey("mtr_" + String.valueOf(of).repeat(32));
  }

  private PostgresStore open(String url, String node) {
    return PostgresStore.open(
        new DatabaseSettings(folder.resolve(node), url, MASTER), STALE_MAX, clock, RANDOM);
  }

  private OrganizationId fill(PostgresStore store) {
    OrganizationId organization =
        store.organizations().create("Test", ZoneId.of("UTC"), CurrencyCode.USD);
    store.organizations().addKey(organization, good, "good", Set.of(Scope.CALL));
    store.organizations().addKey(organization, revoked, "revoked", Set.of(Scope.CALL));
    store.credentials().store(organization, ProviderId.OPENAI, new ProviderSecret(SECRET));
    store.priceKeeping().add(organization, StandbyTest::price, new Deed("ada", "", NOW));
    return organization;
  }

  private static OwnPrice price(UUID id, Instant createdAt) {
    return new OwnPrice(
        id,
        PriceScope.CONTRACT,
        ProviderId.OPENAI,
        new ModelMatch.Prefix("gpt-"),
        new Conditions("standard", null, ContextBand.over(200_000), null),
        new Validity(NOW.minusSeconds(9), null),
        Terms.Fixed.of(Map.of(Meter.INPUT, new BigDecimal("0.50"))),
        "agreement",
        createdAt);
  }

  private static void revoke(String url, MeterrKey key) throws SQLException {
    String jdbc = "jdbc:" + url.replaceFirst("//[^@]*@", "//");
    String password = url.replaceFirst(".*//postgres:([^@]*)@.*", "$1");
    try (Connection connection = DriverManager.getConnection(jdbc, "postgres", password);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update meterr.meterr_keys set revoked_at = now() where prefix = '" + key.prefix() + "'");
    }
  }

  private static void eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + SOON_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it should have come by now").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** The file is written when a change was heard of. */
  private void awaitNewSnapshot(String node, BooleanSupplier change) {
    Path file = folder.resolve(node).resolve("access.snapshot");
    byte[] before = read(file);
    assertThat(change.getAsBoolean()).isTrue();
    eventually(() -> !java.util.Arrays.equals(before, read(file)));
  }

  private static byte[] read(Path file) {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    } catch (IOException e) {
      return new byte[0];
    }
  }

  @Test
  void known_keys_and_credentials_go_on_and_nothing_else_does_until_the_database_is_back()
      throws Exception {
    try (TheirPostgres theirs = new TheirPostgres();
        PostgresStore store = open(theirs.url(), "node")) {
      String url = theirs.url();
      OrganizationId organization = fill(store);
      revoke(url, revoked);
      awaitKnown(store, organization);
      theirs.stop();
      eventually(() -> store.state() instanceof Standby.State.Away);
      assertServes(store, organization);
      assertThatThrownBy(() -> store.people().signIn("nobody@example.com", "password"))
          .isInstanceOf(DatabaseFailed.class)
          .hasRootCauseInstanceOf(IOException.class);
      // hours later nobody can know any more
      clock.advance(STALE_MAX.plusMinutes(2));
      assertThat(store.state()).isInstanceOf(Standby.State.TooLong.class);
      assertThatThrownBy(() -> store.keys().find(good.hash())).isInstanceOf(Unavailable.class);
      theirs.start();
      eventually(() -> store.state() instanceof Standby.State.Reached);
      assertThat(store.keys().find(good.hash())).isInstanceOf(Found.Known.class);
      assertThat(store.keys().find(key('u').hash())).isInstanceOf(Found.Unknown.class);
    }
  }

  /** What was just written is in the snapshot of a node that was told of it. */
  private void awaitKnown(PostgresStore store, OrganizationId organization) {
    awaitNewSnapshot(
        "node",
        () -> {
          store.organizations().addKey(organization, key('n'), "new", Set.of(Scope.CALL));
          return true;
        });
  }

  private void assertServes(PostgresStore store, OrganizationId organization) {
    assertThat(store.keys().find(good.hash()))
        .isInstanceOfSatisfying(
            Found.Known.class,
            known -> assertThat(known.caller().organization()).isEqualTo(organization));
    assertThat(store.keys().find(revoked.hash())).isInstanceOf(Found.Unknown.class);
    assertThatThrownBy(() -> store.keys().find(key('u').hash())).isInstanceOf(Unavailable.class);
    assertThat(store.credentials().find(organization, ProviderId.OPENAI))
        .contains(new ProviderSecret(SECRET));
    assertThat(store.credentials().find(organization, ProviderId.ANTHROPIC)).isEmpty();
    assertThat(store.ownPrices().of(organization))
        .singleElement()
        .satisfies(own -> assertThat(own).isEqualTo(price(own.id(), own.createdAt())));
  }

  @Test
  void a_start_without_the_database_serves_from_the_file_and_joins_when_it_is_back()
      throws Exception {
    try (TheirPostgres theirs = new TheirPostgres()) {
      String url = theirs.url();
      OrganizationId organization;
      try (PostgresStore store = open(url, "node")) {
        organization = fill(store);
        revoke(url, revoked);
        awaitKnown(store, organization);
      }
      Path file = folder.resolve("node").resolve("access.snapshot");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .doesNotContain(good.prefix(), SECRET);
      theirs.stop();
      try (PostgresStore store = open(url, "node")) {
        assertServes(store, organization);
        theirs.start();
        eventually(() -> store.state() instanceof Standby.State.Reached);
        assertThat(store.keys().find(key('u').hash())).isInstanceOf(Found.Unknown.class);
        theirs.stop();
      }
      assertThat(whyNot(() -> open(url, "never started before"))).contains("METERR_DATABASE_URL");
      clock.advance(STALE_MAX.plusMinutes(2));
      assertThat(whyNot(() -> open(url, "node"))).contains("METERR_DATABASE_URL");
    }
  }
}
