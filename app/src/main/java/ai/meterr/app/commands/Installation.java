package ai.meterr.app.commands;

import ai.meterr.app.Home;
import ai.meterr.app.config.Settings;
import ai.meterr.providers.Providers;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.PostgresStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The Meterr that a command is about: told as {@code meterr serve} is told. */
final class Installation {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "lines NAME=value; the environment wins (default: DATA/meterr.conf)")
  private @Nullable Path config;

  Settings settings() {
    return Settings.read(
        System.getenv(), config, id -> Providers.known().find(id).isPresent(), Home.folder());
  }

  static DatabaseSettings database(Settings settings) {
    return settings.database();
  }

  /** Its database, whether a node runs or not; the caller closes it. */
  PostgresStore join() {
    return PostgresStore.join(database(settings()), Clock.systemUTC(), new SecureRandom());
  }
}
