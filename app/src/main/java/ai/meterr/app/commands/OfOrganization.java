package ai.meterr.app.commands;

import ai.meterr.storage.PostgresStore;
import ai.meterr.tenancy.OrganizationId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The organization that a command is about. */
final class OfOrganization {
  @Option(
      names = "--organization",
      paramLabel = "NAME",
      description = "its name, or its id; may be left out where there is only one")
  private @Nullable String name;

  OrganizationId id(PostgresStore store, CommandSpec spec) {
    List<OrganizationId> found = store.organizations().named(name);
    if (found.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          name == null
              ? "there are " + found.size() + " organizations: --organization NAME"
              : "no organization, or more than one, is called " + name);
    }
    return found.getFirst();
  }
}
