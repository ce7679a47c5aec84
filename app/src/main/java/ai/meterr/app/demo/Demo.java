package ai.meterr.app.demo;

import ai.meterr.access.Caller;
import ai.meterr.access.Caller.Scope;
import ai.meterr.access.KeyDirectory;
import ai.meterr.app.Server;
import ai.meterr.app.config.Settings;
import ai.meterr.ledger.journal.Journal;
import ai.meterr.ledger.journal.JournalRecord;
import ai.meterr.ledger.journal.Position;
import ai.meterr.providers.Providers;
import ai.meterr.sandbox.Sandbox;
import ai.meterr.sandbox.SandboxConfig;
import ai.meterr.tenancy.OrganizationId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Meterr as it would be after some weeks in a company: real in every part but the providers, which
 * the sandbox stands in for.
 */
public final class Demo implements AutoCloseable {
  public static final String EMAIL = "demo@meterr.local";

  private static final long SEED = 7;
  private static final Duration HISTORY = Duration.ofMinutes(2);

  /** What would lead the demo to another organization, database or provider does not count. */
  private static final Pattern ITS_OWN =
      Pattern.compile("METERR_(DATA|DATABASE_URL|INIT|OPENAI|ANTHROPIC|GEMINI)(_.*)?");

  private final Sandbox sandbox;
  private final Server server;
  private final DemoTraffic traffic;
  private final DemoSecrets secrets;

  private Demo(Sandbox sandbox, Server server, DemoTraffic traffic, DemoSecrets secrets) {
    this.sandbox = sandbox;
    this.server = server;
    this.traffic = traffic;
    this.secrets = secrets;
  }

  /**
   * Returns when calls arrive.
   *
   * @param environment {@code METERR_DATA} and {@code METERR_PORT} count, as in {@code serve}
   * @param home the launcher's folder
   */
  public static Demo start(Map<String, String> environment, Path home) throws InterruptedException {
    Path data = Settings.dataFolder(environment, home).resolve("demo");
    DemoData.clearUnlessComplete(data);
    DemoSecrets secrets = DemoSecrets.in(data, new SecureRandom());
    Sandbox sandbox = Sandbox.start(SandboxConfig.lifelike(SEED, 1.0));
    Server server = null;
    try {
      server = Server.start(settings(environment, home, data, secrets, sandbox.address()));
      history(server, secrets, data);
      DemoTraffic traffic =
          DemoTraffic.start(
              server.address(), secrets::wholeKeyOf, SEED, Clock.systemUTC(), Thread::sleep);
      return new Demo(sandbox, server, traffic, secrets);
    } catch (RuntimeException | InterruptedException e) {
      if (server != null) {
        server.close();
      }
      sandbox.close();
      throw e;
    }
  }

  private static Settings settings(
      Map<String, String> environment, Path home, Path data, DemoSecrets secrets, URI providers) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.keySet().removeIf(name -> ITS_OWN.matcher(name).matches());
    variables.put("METERR_DATA", data.toString());
    variables.put("METERR_INIT_ORGANIZATION", DemoCompany.NAME);
    variables.put("METERR_INIT_EMAIL", EMAIL);
    variables.put("METERR_INIT_PASSWORD", secrets.password());
    variables.put("METERR_INIT_KEY", secrets.wholeKey());
    for (String provider : Set.of("openai", "anthropic", "gemini")) {
      String prefix = "METERR_" + provider.toUpperCase(Locale.ROOT);
      variables.put(prefix + "_BASE_URL", providers.toString());
      variables.put(prefix + "_API_KEY", "sk-sandbox-" + provider);
    }
    Settings settings = read(variables, home);
    if (settings.portSet() || isFree(settings.port())) {
      return settings;
    }
    variables.put("METERR_PORT", "0");
    return read(variables, home);
  }

  private static Settings read(Map<String, String> variables, Path home) {
    return Settings.read(variables, null, id -> Providers.known().find(id).isPresent(), home);
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** The weeks before, at the first start only; returns when they are in the ledger. */
  private static void history(Server server, DemoSecrets secrets, Path data)
      throws InterruptedException {
    if (DemoData.isComplete(data)) {
      return;
    }
    OrganizationId organization = organization(server, secrets);
    for (DemoKey key : DemoKey.values()) {
      server
          .store()
          .organizations()
          .addKey(organization, secrets.keyOf(key), key.title(), EnumSet.of(Scope.CALL));
    }
    List<CompletableFuture<Position>> written = new ArrayList<>();
    new DemoHistory(server.booking(), organization, key -> secrets.keyOf(key).prefix(), SEED)
        .write(
            Clock.systemUTC().instant(), record -> written.add(append(server.journal(), record)));
    written.forEach(CompletableFuture::join);
    if (!server.tailer().flush(HISTORY)) {
      throw new IllegalStateException("the history of the demo did not reach the ledger");
    }
    server.store().days().makeDue();
    DemoData.complete(data);
  }

  private static OrganizationId organization(Server server, DemoSecrets secrets) {
    return switch (server.store().keys().find(secrets.key().hash())) {
      case KeyDirectory.Found.Known(Caller caller) -> caller.organization();
      case KeyDirectory.Found.Unknown() ->
          throw new IllegalStateException("the first start made no key");
    };
  }

  private static CompletableFuture<Position> append(Journal journal, JournalRecord record) {
    CompletableFuture<Position> written = new CompletableFuture<>();
    journal.append(
        record,
        new Journal.Completion() {
          @Override
          public void durable(Position end) {
            written.complete(end);
          }

          @Override
          public void refused(String why) {
            written.completeExceptionally(new IllegalStateException(why));
          }
        });
    return written;
  }

  public URI address() {
    return server.address();
  }

  public String password() {
    return secrets.password();
  }

  /** In full: it is shown to whoever tries the demo. */
  public String key() {
    return secrets.wholeKey();
  }

  @Override
  public void close() {
    traffic.close();
    server.close();
    sandbox.close();
  }
}
