package ai.meterr.app.commands;

import ai.meterr.app.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code meterr} without a command says what there is. */
@Command(
    name = "meterr",
    description = "Tells, to the cent and within two seconds, what AI calls cost.",
    mixinStandardHelpOptions = true,
    versionProvider = MeterrCommand.VersionProvider.class,
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      SandboxCommand.class,
      CountCommand.class,
      ImportCommand.class,
      PriceCommand.class,
      PricesCommand.class,
      OrganizationsCommand.class,
      KeysCommand.class,
      JournalCommand.class,
      VerifyCommand.class,
      RebuildCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      ExportCommand.class
    },
    footer = {
      "",
      "Of the launcher: meterr test [--quick], meterr bench [NAME], meterr format [--check]."
    })
public final class MeterrCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  static final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"meterr " + Version.current().text()};
    }
  }
}
