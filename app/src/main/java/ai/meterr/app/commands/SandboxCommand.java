package ai.meterr.app.commands;

import ai.meterr.app.Stop;
import ai.meterr.sandbox.Sandbox;
import ai.meterr.sandbox.SandboxConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sandbox",
    description = {
      "Runs an AI provider of Meterr's own that speaks the APIs of OpenAI, Anthropic and Gemini,"
          + " with",
      "faults on request; prints 'ready http://HOST:PORT' when it answers."
    },
    mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {
  @Option(names = "--port", description = "0: a free one (default: ${DEFAULT-VALUE})")
  private int port = 8090;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = {
        "gets a line of JSON per call, on disk before the call is answered: call (its header",
        "x-sandbox-call), status, id, model, usage"
      })
  private @Nullable Path log;

  @Option(names = "--seed", description = "decides the answers (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--pace",
      description = "1: as slow as real providers are, 0: at once (default: ${DEFAULT-VALUE})")
  private double pace = 0;

  @Override
  public Integer call() throws Exception {
    SandboxConfig config =
        (pace == 0 ? SandboxConfig.immediate(seed) : SandboxConfig.lifelike(seed, pace))
            .withPort(port)
            .withLog(log);
    return Stop.untilAsked(
        () -> Sandbox.start(config), sandbox -> System.out.println("ready " + sandbox.address()));
  }
}
