package ai.meterr.bench;

import ai.meterr.bench.dashboards.DashboardBench;
import ai.meterr.bench.faults.FaultsBench;
import ai.meterr.bench.tokens.TokensBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./meterr bench}. */
@Command(
    name = "meterr bench",
    description =
        "Measures Meterr against named peers, and breaks what it stands on, on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AwayBench.class,
      DashboardBench.class,
      FaultsBench.class,
      GatewayBench.class,
      IngestBench.class,
      TokensBench.class,
      ReplayTool.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which one?");
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }
}
