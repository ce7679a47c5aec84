package ai.meterr.app.commands;

import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.access.Organizations.Listed;
import ai.meterr.storage.retention.Forgetting;
import ai.meterr.tenancy.OrganizationId;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "organizations",
    description = "Organizations: how long they keep raw entries, and what is to be forgotten.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class OrganizationsCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      description = "Lists organizations and for how many days they keep raw entries.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Installation installation) {
    try (PostgresStore store = installation.join()) {
      PrintWriter out = spec.commandLine().getOut();
      for (Listed one : store.organizations().list()) {
        out.printf(
            "%s  %-28s %-20s raw entries for %d days%n",
            one.id(), one.name(), one.zone(), one.rawDays());
      }
      out.flush();
      return 0;
    }
  }

  @Command(
      name = "keep",
      description = "Sets for how many days raw entries are kept; sums stay in any case.",
      mixinStandardHelpOptions = true)
  int keep(
      @Mixin Installation installation,
      @Mixin OfOrganization of,
      @Option(names = "--raw-days", required = true, description = "1 to 36500") int days) {
    if (days < 1 || days > 36_500) {
      throw new ParameterException(spec.commandLine(), "--raw-days must be 1 to 36500");
    }
    try (PostgresStore store = installation.join()) {
      store.organizations().keepRaw(of.id(store, spec), days);
      return 0;
    }
  }

  @Command(
      name = "erase",
      description = {
        "Takes a person's name out of everything, at once: what they used stays in the sums, under"
            + " a",
        "number. Journals hold it for METERR_JOURNAL_KEEP, backups for as long as you keep them."
      },
      mixinStandardHelpOptions = true)
  int erase(
      @Mixin Installation installation,
      @Mixin OfOrganization of,
      @Option(names = "--user", required = true, description = "as events name them") String user) {
    try (PostgresStore store = installation.join()) {
      int names = store.forgetting().erasePerson(of.id(store, spec), user);
      PrintWriter out = spec.commandLine().getOut();
      out.println("erased " + names + (names == 1 ? " name" : " names"));
      out.flush();
      return names > 0 ? 0 : 1;
    }
  }

  @Command(
      name = "delete",
      description = {
        "Deletes an organization with everything that is its own and prints the receipt. May be",
        "asked again where it was cut off. Journals and backups: as for erase."
      },
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin Installation installation,
      @Mixin OfOrganization of,
      @Option(names = "--yes", description = "there is no way back") boolean yes) {
    if (!yes) {
      throw new ParameterException(spec.commandLine(), "there is no way back: add --yes");
    }
    try (PostgresStore store = installation.join()) {
      OrganizationId organization = of.id(store, spec);
      Forgetting.@Nullable Receipt receipt = store.forgetting().delete(organization).orElse(null);
      PrintWriter out = spec.commandLine().getOut();
      if (receipt != null) {
        out.printf(
            "deleted %s (%s), asked %s, done %s%n",
            receipt.name(), organization, receipt.askedAt(), receipt.finishedAt());
        receipt.rows().forEach((table, rows) -> out.printf("%12d  %s%n", rows, table));
      }
      out.flush();
      return 0;
    }
  }
}
