package ai.meterr.app;

import ai.meterr.app.config.Settings;
import ai.meterr.control.ControlPlane;
import ai.meterr.event.Booking;
import ai.meterr.gateway.Gateway;
import ai.meterr.ledger.Tailer;
import ai.meterr.ledger.journal.FileJournal;
import ai.meterr.ledger.rawlog.SecondPass;
import ai.meterr.pricing.OrganizationBooks;
import ai.meterr.providers.Providers;
import ai.meterr.proxy.ProxyServer;
import ai.meterr.storage.PostgresStore;
import ai.meterr.storage.access.Organizations.FirstStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Meterr running: journal, database, ledger, control plane, gateway, public port. Starts in that
 * order and stops in the opposite one, so that nothing is taken that cannot be kept.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Server.class.getName());

  /** How long running calls may take to end when the process is asked to stop. */
  private static final Duration DRAIN = Duration.ofSeconds(30);

  /** How long the ledger may take to catch up at a stop; what it lacks comes at the next start. */
  private static final Duration CATCH_UP = Duration.ofSeconds(10);

  private final Settings settings;
  private final Wiring wiring;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final FileJournal journal;
  private final PostgresStore store;
  private final Tailer tailer;
  private final Booking booking;
  private final ProxyServer proxy;

  private Server(Settings settings) {
    this.settings = settings;
    this.wiring = new Wiring(settings);
    checkAddress(settings);
    try {
      journal = part(wiring.journal());
      store = part(wiring.store());
      if (store.madeMasterKey()) {
        LOG.warning(
            "made a master key in "
                + settings.data().resolve("keys")
                + ": stored provider keys cannot be opened without it, so keep a copy elsewhere");
      }
      Settings.InitialOrganization initial = settings.initial();
      if (initial != null) {
        store.whenReached(
            () ->
                store
                    .organizations()
                    .firstStart(
                        new FirstStart(
                            initial.organization(),
                            initial.email(),
                            initial.password(),
                            initial.key()))
                    .forEach(LOG::warning));
      }
      tailer = part(wiring.tailer(journal, store));
      Optional<SecondPass> secondPass = wiring.secondPass(journal, store);
      secondPass.ifPresent(this::part);
      booking = wiring.booking();
      OrganizationBooks books = wiring.books(store);
      ControlSocket socket = ControlSocket.in(settings.data(), new SecureRandom());
      ControlPlane control =
          part(wiring.control(socket.listen(), journal, store, tailer, secondPass, books));
      ExecutorService blocking = part(Executors.newVirtualThreadPerTaskExecutor());
      Gateway gateway =
          wiring.gateway(
              socket, control, Providers.known(), journal, tailer, store, books, blocking);
      proxy = part(wiring.proxy(gateway));
    } catch (RuntimeException | Error e) {
      closeParts();
      throw e;
    }
  }

  /** Tells a taken port before a database is made in vain; the socket that counts opens last. */
  private static void checkAddress(Settings settings) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(settings.host(), settings.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen on " + settings.host() + ":" + settings.port(), e);
    }
  }

  /** Returns when calls are served. */
  public static Server start(Settings settings) {
    return new Server(settings);
  }

  private <T extends AutoCloseable> T part(T started) {
    parts.push(started);
    return started;
  }

  /** Where it is reached on this machine. */
  public URI address() {
    String scheme = settings.tls() == null ? "http" : "https";
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return URI.create(scheme + "://" + host + ":" + proxy.port());
  }

  public FileJournal journal() {
    return journal;
  }

  public PostgresStore store() {
    return store;
  }

  public Tailer tailer() {
    return tailer;
  }

  /** By list prices. */
  public Booking booking() {
    return booking;
  }

  /** Lets running calls end, lets the ledger catch up, then stops everything. */
  @Override
  public void close() {
    try {
      if (!proxy.drain(DRAIN)) {
        LOG.warning("some calls had not ended after " + DRAIN.toSeconds() + " s and are cut");
      }
      proxy.close();
      if (!tailer.flush(CATCH_UP)) {
        LOG.warning("the ledger lags behind; it catches up at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeParts();
  }

  private void closeParts() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "closing " + part.getClass().getSimpleName(), e);
      }
    }
  }
}
