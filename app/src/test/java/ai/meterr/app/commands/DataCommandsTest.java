package ai.meterr.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.KeyDirectory.Found;
import ai.meterr.access.MeterrKey;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.journal.Sync;
import ai.meterr.money.CurrencyCode;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
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
}
