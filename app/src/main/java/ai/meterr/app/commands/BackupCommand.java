package ai.meterr.app.commands;

import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.backup.Backup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "backup",
    description = {
      "Writes the whole database, as it is at one moment, into a file; nodes go on meanwhile.",
      "The master key is not in it: keep METERR_MASTER_KEY, or keys/ of METERR_DATA, elsewhere.",
      "Journals are not in it either: what they hold beyond the backup is applied again by itself."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation = new Installation();

  @Parameters(paramLabel = "FILE", description = "replaced when all is written")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    try (PostgresStore store = installation.join()) {
      Backup.Made made = store.backup().write(file.toAbsolutePath());
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s: %d tables, %d rows, %d bytes%n", file, made.tables(), made.rows(), made.bytes());
      out.flush();
      return 0;
    }
  }
}
