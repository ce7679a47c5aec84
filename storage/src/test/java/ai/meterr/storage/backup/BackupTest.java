package ai.meterr.storage.backup;

import static ai.meterr.storage.PostgresForTests.CLOCK;
import static ai.meterr.storage.PostgresForTests.NOW;
import static ai.meterr.storage.PostgresForTests.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.access.People;
import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.UsageEvent;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore.Batch;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.report.UsageAnswer;
import ai.meterr.ledger.report.UsageQuery;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresForTests;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.access.Organizations.NewPerson;
import ai.meterr.storage.database.CannotStart;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackupTest {
  private static final String MASTER = "a master key of these tests";
  private static final UUID HOLDER = UUID.randomUUID();
  private static final UsageQuery ALL =
      new UsageQuery(
          NOW.minus(Duration.ofDays(30)),
          NOW.plus(Duration.ofDays(1)),
          ZoneOffset.UTC,
          null,
          List.of(),
          Map.of());

  private final Path folder = PostgresForTests.newFolder();
  private final Path file = folder.resolve("backup.zip");
  private final JournalId journal = new JournalId(UUID.randomUUID());
  private final List<UsageEvent> events = events();

  @AfterEach
  void cleanUp() {
    PostgresForTests.delete(folder);
  }

  private DatabaseSettings settings(String name, String master) throws IOException {
    Path data = Files.createDirectories(folder.resolve(name));
    if (!Files.exists(data.resolve("postgresql"))) {
      PostgresForTests.shareProgramsWith(data);
    }
    return new DatabaseSettings(data, null, master);
  }

  private PostgresStore open(DatabaseSettings settings) {
    return PostgresStore.open(settings, CLOCK, RANDOM);
  }

  private static List<UsageEvent> events() {
    SampleEvents samples =
        new SampleEvents(7, NOW.minus(Duration.ofHours(60)), Duration.ofHours(60));
    List<UsageEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(samples.next());
    }
    return events;
  }

  private Batch batch(OrganizationId organization, long epoch, int from, int to) {
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = from; i < to; i++) {
      arrivals.add(new Arrival(organization, new Position(i + 1), events.get(i)));
    }
    return new Batch(journal, epoch, new Position(from), new Position(to), arrivals);
  }

  private OrganizationId fill(PostgresStore store) {
    OrganizationId organization =
        store.organizations().create("Acme", ZoneId.of("Asia/Kolkata"), CurrencyCode.USD);
    store
        .organizations()
        .addPerson(
            organization, new NewPerson("a@acme.example", "A", "password", People.Role.OWNER));
    store.credentials().store(organization, ProviderId.OPENAI, new ProviderSecret("sk-secret-abc"));
    store
        .ledgerStore()
        .apply(batch(organization, store.ledgerStore().lease(journal, 0, HOLDER), 0, 120));
    return organization;
  }

  private static UsageAnswer usage(PostgresStore store, OrganizationId organization) {
    return store.reports().usage(organization, ALL);
  }

  @Test
  void what_was_restored_is_the_same_and_goes_on_where_its_journal_stood() throws IOException {
    OrganizationId organization;
    UsageAnswer before;
    UsageAnswer whole;
    try (PostgresStore store = open(settings("a", MASTER))) {
      organization = fill(store);
      before = usage(store, organization);
      store.backup().write(file);
      store.ledgerStore().apply(batch(organization, 1, 120, 200));
      whole = usage(store, organization);
    }

    PostgresStore.restore(settings("b", MASTER), file, RANDOM);

    try (PostgresStore store = open(settings("b", MASTER))) {
      assertThat(usage(store, organization).total()).isEqualTo(before.total());
      assertThat(store.rollupCheck().check().isClean()).isTrue();
      assertThat(store.people().signIn("a@acme.example", "password")).isPresent();
      assertThat(store.credentials().find(organization, ProviderId.OPENAI)).isPresent();
      assertThat(store.ledgerStore().applied(journal)).isEqualTo(new Position(120));
      long epoch = store.ledgerStore().lease(journal, 1, HOLDER);
      store.ledgerStore().apply(batch(organization, epoch, 120, 200));
      assertThat(usage(store, organization).total()).isEqualTo(whole.total());
      assertThat(store.rollupCheck().check().isClean()).isTrue();
    }
  }

  @Test
  void a_backup_opens_with_its_own_master_key_only() throws IOException {
    try (PostgresStore store = open(settings("a", MASTER))) {
      fill(store);
      store.backup().write(file);
    }
    assertThatThrownBy(
            () -> PostgresStore.restore(settings("b", "another master key"), file, RANDOM))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("belongs to the master key with the fingerprint");
  }

  @Test
  void a_backup_is_not_restored_over_data() throws IOException {
    try (PostgresStore store = open(settings("a", MASTER))) {
      fill(store);
      store.backup().write(file);
    }
    assertThatThrownBy(() -> PostgresStore.restore(settings("a", MASTER), file, RANDOM))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("there are data");
  }

  @Test
  void a_file_that_is_cut_off_or_foreign_is_refused() throws IOException {
    try (PostgresStore store = open(settings("a", MASTER))) {
      fill(store);
      store.backup().write(file);
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> PostgresStore.restore(settings("b", MASTER), file, RANDOM))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("no backup");
  }
}
