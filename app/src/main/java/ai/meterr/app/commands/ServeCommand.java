package ai.meterr.app.commands;

import ai.meterr.app.Home;
import ai.meterr.app.Server;
import ai.meterr.app.Stop;
import ai.meterr.app.config.Settings;
import ai.meterr.providers.Providers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = "Runs Meterr; prints 'ready http://HOST:PORT' when it can serve.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "lines NAME=value; the environment wins (default: DATA/meterr.conf)")
  private @Nullable Path config;

  @Override
  public Integer call() throws Exception {
    Settings settings =
        Settings.read(
            System.getenv(), config, id -> Providers.known().find(id).isPresent(), Home.folder());
    settings.print(System.out);
    return Stop.untilAsked(
        () -> Server.start(settings), server -> System.out.println("ready " + server.address()));
  }
}
