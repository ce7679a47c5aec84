package ai.meterr.app;

import ai.meterr.app.commands.MeterrCommand;
import ai.meterr.app.log.Logs;
import picocli.CommandLine;

/** {@code meterr}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Logs.toStandardOut();
    CommandLine line = new CommandLine(new MeterrCommand());
    line.setParameterExceptionHandler(
        (wrong, given) -> {
          String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
          System.err.println(
              "meterr: " + WhyNot.of(wrong) + " (" + command + " --help tells what there is)");
          return 1;
        });
    line.setExecutionExceptionHandler(
        (failed, command, parsed) -> {
          System.err.println("meterr: " + WhyNot.of(failed));
          return 1;
        });
    try {
      System.exit(line.execute(arguments));
    } catch (Error broken) {
      // e.g. a jar that is missing: threads that were started must not keep a half-started process
      System.err.println("meterr: " + broken);
      System.exit(1);
    }
  }
}
