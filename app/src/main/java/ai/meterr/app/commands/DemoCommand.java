package ai.meterr.app.commands;

import ai.meterr.app.Home;
import ai.meterr.app.Stop;
import ai.meterr.app.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "demo",
    description = {
      "Runs Meterr with an AI provider of its own and an example organization under live traffic,",
      "with some weeks behind it. Its data stay apart, in DATA/demo."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    return Stop.untilAsked(
        () -> Demo.start(System.getenv(), Home.folder()), DemoCommand::introduce);
  }

  private static void introduce(Demo demo) {
    System.out.println("ready " + demo.address());
    System.out.println();
    System.out.println("  dashboard  " + demo.address() + "/app/");
    System.out.println("  sign in    " + Demo.EMAIL + "  " + demo.password());
    System.out.println("  a key      " + demo.key());
    System.out.println();
  }
}
