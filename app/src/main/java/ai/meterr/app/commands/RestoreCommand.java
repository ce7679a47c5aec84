package ai.meterr.app.commands;

import ai.meterr.storage.PostgresStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "restore",
    description = {
      "Fills an empty database from a backup: an empty METERR_DATA (keys/ may be there), or the",
      "empty database at METERR_DATABASE_URL. Wants the master key that the backup was made with.",
      "A node that starts on it with its old journal brings what came after the backup."
    },
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation = new Installation();

  @Parameters(paramLabel = "FILE", description = "what `meterr backup` wrote")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    long rows =
        PostgresStore.restore(
            Installation.database(installation.settings()),
            file.toAbsolutePath(),
            new SecureRandom());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: restored %d rows%n", file, rows);
    out.flush();
    return 0;
  }
}
