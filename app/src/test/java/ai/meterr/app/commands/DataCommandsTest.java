package ai.meterr.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.KeyDirectory.Found;
import ai.meterr.access.MeterrKey;
import ai.meterr.catalog.ProviderId;
import ai.meterr.ledger.Arrival;
import ai.meterr.ledger.LedgerStore;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.JournalId;
import ai.meterr.ledger.journal.Position;
import ai.meterr.ledger.journal.Sync;
import ai.meterr.ledger.json.EventJson;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresStore;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SampleEvents;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands on the data of a Meterr that does not run just now. */
@Tag("slow")
class DataCommandsTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final String MASTER = "a master key of these tests";

  private final StringWriter out = new StringWriter();
  private final StringWriter problems = new StringWriter();

  @TempDir Path folder;

  private Path data(String name) {
    return folder.resolve(name);
  }

  private Path config(String name) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".conf"),
        "METERR_DATA=" + data(name) + "\nMETERR_MASTER_KEY=" + MASTER + "\n");
  }

  private PostgresStore open(String name) {
    return PostgresStore.open(
        new DatabaseSettings(data(name), null, MASTER), CLOCK, new SecureRandom());
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    return new CommandLine(new MeterrCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(problems))
        .execute(arguments);
  }

  @Test
  void keys_are_made_listed_and_revoked_and_a_backup_brings_them_back() throws IOException {
    try (PostgresStore store = open("a")) {
      store.organizations().create("Acme", ZoneOffset.UTC, CurrencyCode.USD);
    }
    String config = config("a").toString();

    assertThat(run("keys", "create", "--config", config, "--name", "ci", "--scopes", "call,read"))
        .isZero();
    MeterrKey key = new MeterrKey(out.toString().strip());
    assertThat(run("keys", "create", "--config", config, "--name", "old")).isZero();
    MeterrKey old = new MeterrKey(out.toString().strip());
    assertThat(run("keys", "revoke", "--config", config, old.prefix())).isZero();
    assertThat(run("keys", "revoke", "--config", config, old.prefix())).isNotZero();
    assertThat(run("keys", "list", "--config", config)).isZero();
    assertThat(out.toString())
        .contains(key.prefix(), "call,read", "valid", "revoked")
        .doesNotContain(key.secret(), old.secret());

    Path file = folder.resolve("backup.zip");
    assertThat(run("backup", "--config", config, file.toString())).isZero();
    assertThat(run("restore", "--config", config("b").toString(), file.toString())).isZero();
    try (PostgresStore store = open("b")) {
      assertThat(store.keys().find(key.hash())).isInstanceOf(Found.Known.class);
      assertThat(store.keys().find(old.hash())).isInstanceOf(Found.Unknown.class);
    }
  }

  @Test
  void a_journal_is_told_with_what_the_ledger_has_of_it() throws IOException {
    String config = config("c").toString();
    assertThat(run("journal", "--config", config)).isZero();
    assertThat(out.toString()).contains("there is no journal in");
    try (PostgresStore store = open("c");
        FileJournal journal =
            FileJournal.open(data("c").resolve("journal"), Sync.OS, Duration.ofDays(1), CLOCK)) {
      store.ledgerStore().lease(journal.id(), 0, journal.holder());
      assertThat(run("journal", "--config", config)).isZero();
      assertThat(out.toString())
          .contains("journal " + journal.id(), "0 calls are open", "the ledger has applied it");
    }
  }

  @Test
  void an_organization_s_events_are_exported_in_every_format() throws IOException {
    String config = config("d").toString();
    SampleEvents samples = new SampleEvents(3);
    List<Arrival> arrivals = new ArrayList<>();
    try (PostgresStore store = open("d")) {
      OrganizationId acme = store.organizations().create("Acme", ZoneOffset.UTC, CurrencyCode.USD);
      OrganizationId other =
          store.organizations().create("Other", ZoneOffset.UTC, CurrencyCode.USD);
      for (int i = 1; i <= 1_500; i++) {
        arrivals.add(new Arrival(i == 1_500 ? other : acme, new Position(i), samples.next()));
      }
      JournalId journal = new JournalId(UUID.randomUUID());
      long epoch = store.ledgerStore().lease(journal, 0, UUID.randomUUID());
      store
          .ledgerStore()
          .apply(
              new LedgerStore.Batch(journal, epoch, Position.START, new Position(1_500), arrivals));
    }
    Set<String> ids =
        arrivals.stream()
            .limit(1_499)
            .map(one -> one.event().id().value())
            .collect(Collectors.toSet());

    Path lines = folder.resolve("events.jsonl");
    assertThat(export(config, "jsonl", lines)).isZero();
    assertThat(out.toString()).contains("1499 events");
    assertThat(Files.readAllLines(lines))
        .extracting(line -> EventJson.read(line.getBytes(StandardCharsets.UTF_8)).id().value())
        .hasSize(1_499)
        .hasSameElementsAs(ids);

    Path csv = folder.resolve("events.csv");
    assertThat(export(config, "csv", csv, "--filter", "provider=openai")).isZero();
    long openai =
        arrivals.stream()
            .limit(1_499)
            .filter(one -> one.event().provider().equals(ProviderId.OPENAI))
            .count();
    assertThat(out.toString()).contains(openai + " events");

    Path parquet = folder.resolve("events.parquet");
    assertThat(export(config, "parquet", parquet, "--to", "2026-11-01T00:00:00Z")).isZero();
    assertThat(out.toString()).contains(": 0 events");
    assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
  }

  private int export(String config, String format, Path file, String... more) {
    List<String> arguments = new ArrayList<>(List.of("export", "--config", config));
    arguments.addAll(List.of("--organization", "Acme", "--format", format));
    arguments.addAll(List.of("--output", file.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }
}
