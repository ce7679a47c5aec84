package ai.meterr.app.commands;

import ai.meterr.app.config.Settings;
import ai.meterr.ledger.journal.BadJournal;
import ai.meterr.ledger.journal.JournalSummary;
import ai.meterr.ledger.journal.JournalSummary.SegmentSummary;
import ai.meterr.ledger.journal.Position;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.database.CannotStart;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "journal",
    description = {
      "Tells what stands in the journal of METERR_DATA and how much of it the ledger has applied.",
      "Reads every record and checks it, also while a node writes. Exits 1 where one is damaged."
    },
    mixinStandardHelpOptions = true)
final class JournalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation = new Installation();

  @Override
  public Integer call() {
    Settings settings = installation.settings();
    PrintWriter out = spec.commandLine().getOut();
    Path folder = settings.data().resolve("journal");
    try {
      Optional<JournalSummary> journal = JournalSummary.read(folder);
      if (journal.isEmpty()) {
        out.println("there is no journal in " + folder);
      } else {
        print(out, journal.get());
        printApplied(out, journal.get());
      }
      out.flush();
      return 0;
    } catch (BadJournal damaged) {
      out.println("damaged: " + damaged.getMessage());
      out.flush();
      return 1;
    }
  }

  private static void print(PrintWriter out, JournalSummary journal) {
    out.printf("journal %s, epoch %d%n", journal.journal(), journal.epoch());
    out.printf("%20s %6s %-24s %12s %9s %9s%n", "from", "epoch", "made", "bytes", "begun", "ended");
    for (SegmentSummary segment : journal.segments()) {
      out.printf(
          "%20d %6d %-24s %12d %9d %9d%n",
          segment.start().bytes(),
          segment.epoch(),
          segment.created(),
          segment.bytes(),
          segment.opens(),
          segment.closes());
    }
    out.printf("ends at %d; %d calls are open%n", journal.end().bytes(), journal.openCalls());
  }

  private void printApplied(PrintWriter out, JournalSummary journal) {
    try (PostgresStore store = installation.join()) {
      Position applied = store.ledgerStore().applied(journal.journal());
      out.printf(
          "the ledger has applied it up to %d: %d bytes to go%n",
          applied.bytes(), Math.max(0, journal.end().bytes() - applied.bytes()));
    } catch (CannotStart notNow) {
      out.println("how much of it the ledger has applied cannot be told: " + notNow.getMessage());
    }
  }
}
