package ai.meterr.app.commands;

import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.ledger.RollupCheck;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "rebuild",
    description = {
      "Makes the rollups of a period from the raw log again, in PostgreSQL or DynamoDB, while"
          + " nodes",
      "go on: the days, in the organization's zone, that the period touches. Prints what was",
      "different before."
    },
    mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation = new Installation();

  @Mixin private OfOrganization of = new OfOrganization();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      description = "RFC 3339, included, e.g. 2026-11-01T00:00:00Z")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", required = true, description = "RFC 3339, excluded")
  private @Nullable Instant to;

  @Override
  public Integer call() {
    Instant first = from;
    Instant last = to;
    if (first == null || last == null || !first.isBefore(last)) {
      throw new ParameterException(spec.commandLine(), "--from must be before --to");
    }
    try (PostgresStore store = installation.join()) {
      RollupCheck.Result before = store.rebuild().rebuild(of.id(store, spec), first, last);
      PrintWriter out = spec.commandLine().getOut();
      before.differences().forEach(difference -> out.println(Differences.line(difference)));
      before.wrongCuts().forEach(wrong -> out.println(Differences.line(wrong)));
      out.printf(
          "%d entries, %d cells made right%n", before.entries(), before.differences().size());
      out.flush();
      return 0;
    }
  }
}
