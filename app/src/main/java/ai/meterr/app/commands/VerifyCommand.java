package ai.meterr.app.commands;

import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.ledger.RollupCheck;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    description = {
      "Adds up every entry of the raw log and compares with the rollups, of all organizations;",
      "nodes go on meanwhile. Prints each difference; exits 1 where there is one."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation = new Installation();

  @Override
  public Integer call() {
    try (PostgresStore store = installation.join()) {
      RollupCheck.Result result = store.rollupCheck().check();
      PrintWriter out = spec.commandLine().getOut();
      result.differences().forEach(difference -> out.println(Differences.line(difference)));
      result.wrongCuts().forEach(wrong -> out.println(Differences.line(wrong)));
      out.printf(
          "%d entries, %d differences%n",
          result.entries(), result.differences().size() + result.wrongCuts().size());
      out.flush();
      return result.isClean() ? 0 : 1;
    }
  }
}
