package ai.meterr.storage;

import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.MasterKey;
import ai.meterr.storage.database.Server;
import ai.meterr.storage.embedded.EmbeddedPostgres;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the database within reach: starts the embedded server, again where its process has gone,
 * or finds the external one; prepares and migrates it, since it may have been put back to an older
 * state.
 */
final class Reach implements Runnable, AutoCloseable {
  private final DatabaseSettings settings;
  private final Database database;
  private final MasterKey master;
  private final SecureRandom random;
  private final List<Runnable> once = new ArrayList<>();
  private @Nullable EmbeddedPostgres embedded;
  private boolean reached;

  Reach(
      DatabaseSettings settings,
      Database database,
      MasterKey master,
      SecureRandom random,
      @Nullable EmbeddedPostgres embedded) {
    this.settings = settings;
    this.database = database;
    this.master = master;
    this.random = random;
    this.embedded = embedded;
  }

  /**
   * @throws ai.meterr.storage.database.CannotStart where it is not to be had
   */
  @Override
  public synchronized void run() {
    String url = settings.url();
    database.reach(url == null ? ours() : Server.parse(url), master);
    reached = true;
    while (!once.isEmpty()) {
      once.getFirst().run();
      once.removeFirst();
    }
  }

  private Server ours() {
    EmbeddedPostgres server = embedded;
    if (server != null && !server.isRunning()) {
      embedded = null;
      server.close();
      server = null;
    }
    if (server == null) {
      server = EmbeddedPostgres.start(settings.data(), random);
      embedded = server;
    }
    return server.server();
  }

  /** Does something once the database is there: now, or when it is. */
  synchronized void whenReached(Runnable work) {
    if (reached) {
      work.run();
    } else {
      once.add(work);
    }
  }

  @Override
  public synchronized void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
