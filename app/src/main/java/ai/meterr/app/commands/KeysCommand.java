package ai.meterr.app.commands;

import ai.meterr.access.Caller.Scope;
import ai.meterr.access.MeterrKey;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.access.Organizations.ListedKey;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "keys",
    description = "Meterr keys: what callers send, each of one organization.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      description = "Lists keys by their public prefix; the keys themselves are not stored.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Installation installation, @Mixin OfOrganization of) {
    try (PostgresStore store = installation.join()) {
      PrintWriter out = spec.commandLine().getOut();
      for (ListedKey key : store.organizations().keys(of.id(store, spec))) {
        out.printf(
            "%s…%s  %-8s %-28s made %s  %s%n",
            key.prefix(),
            key.lastFour(),
            key.revokedAt() == null ? "valid" : "revoked",
            names(key.scopes()),
            key.createdAt(),
            key.name());
      }
      out.flush();
      return 0;
    }
  }

  @Command(
      name = "create",
      description = "Makes a key and prints it: this once, it cannot be shown again.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin Installation installation,
      @Mixin OfOrganization of,
      @Option(names = "--name", required = true, description = "what it is for") String name,
      @Option(
              names = "--scopes",
              split = ",",
              defaultValue = "call",
              description = "call, read, write, metrics (default: call)")
          List<String> scopes) {
    Set<Scope> may = EnumSet.noneOf(Scope.class);
    for (String scope : scopes) {
      may.add(scope(scope));
    }
    try (PostgresStore store = installation.join()) {
      MeterrKey key = MeterrKey.generate(new SecureRandom());
      store.organizations().addKey(of.id(store, spec), key, name, may);
      PrintWriter out = spec.commandLine().getOut();
      out.println(key.secret());
      out.flush();
      return 0;
    }
  }

  @Command(
      name = "revoke",
      description = "Revokes a key: nodes refuse it within seconds.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin Installation installation,
      @Mixin OfOrganization of,
      @Parameters(paramLabel = "PREFIX", description = "such as mtr_1a2B3c") String prefix) {
    try (PostgresStore store = installation.join()) {
      int revoked = store.organizations().revokeKeys(of.id(store, spec), prefix);
      if (revoked != 1) {
        throw wrong("no valid key, or more than one, has the prefix " + prefix);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println("revoked " + prefix);
      out.flush();
      return 0;
    }
  }

  private Scope scope(String name) {
    for (Scope scope : Scope.values()) {
      if (scope.name().equalsIgnoreCase(name.strip())) {
        return scope;
      }
    }
    throw wrong("there is no scope " + name + ": call, read, write, metrics");
  }

  private static String names(Set<Scope> scopes) {
    return scopes.stream()
        .sorted()
        .map(scope -> scope.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(","));
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
