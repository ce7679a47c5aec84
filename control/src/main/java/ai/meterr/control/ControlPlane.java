package ai.meterr.control;

import ai.meterr.control.access.Askers;
import ai.meterr.control.access.FromGateway;
import ai.meterr.control.access.Sessions;
import ai.meterr.control.answer.Problem;
import ai.meterr.control.contract.Contract;
import ai.meterr.control.events.EventAnswers;
import ai.meterr.control.ingest.IngestAnswers;
import ai.meterr.control.live.LiveFeed;
import ai.meterr.control.live.LivePace;
import ai.meterr.control.prices.ModelAnswers;
import ai.meterr.control.prices.PriceAnswers;
import ai.meterr.control.prices.QuoteAnswers;
import ai.meterr.control.prices.UnpricedAnswers;
import ai.meterr.control.query.RequestBody;
import ai.meterr.control.site.Site;
import ai.meterr.control.tokens.CountAnswers;
import ai.meterr.control.usage.UsageAnswers;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/**
 * The control plane's server: plain blocking code, one virtual thread a connection. The gateway is
 * its only client.
 */
public final class ControlPlane implements AutoCloseable {
  private static final int REQUESTS_AT_ONCE_MAX = 4_096;

  /** Longer than a live stream lives: to Helidon a connection is idle from its last request on. */
  private static final Duration IDLE = Duration.ofMinutes(65);

  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final WebServer server;
  private final LiveFeed live;
  private final SocketAddress address;

  private ControlPlane(WebServer server, LiveFeed live, SocketAddress address) {
    this.server = server;
    this.live = live;
    this.address = address;
  }

  /**
   * Starts listening; returns when requests are answered.
   *
   * @throws IllegalStateException where the address cannot be taken
   */
  public static ControlPlane start(ControlConfig config, Ports ports) {
    return start(config, ports, LivePace.USUAL);
  }

  static ControlPlane start(ControlConfig config, Ports ports, LivePace pace) {
    Askers askers = new Askers(ports.people(), ports.keys(), config.publicUrl());
    LiveFeed live = new LiveFeed(askers, ports.reports(), ports.liveSignal(), pace);
    WebServer server =
        WebServer.builder()
            .bindAddress(bindAddress(config.listen()))
            .connectionOptions(options -> options.tcpNoDelay(true))
            .maxPayloadSize(RequestBody.READ_MAX)
            .maxConcurrentRequests(REQUESTS_AT_ONCE_MAX)
            .idleConnectionTimeout(IDLE)
            .shutdownGracePeriod(SHUTDOWN_GRACE)
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .contentEncoding(
                encodings ->
                    encodings
                        .contentEncodingsDiscoverServices(false)
                        .addContentEncoding(new AsSent()))
            .directHandlers(Failures.beforeRouting())
            .routing(routing -> route(routing, config, ports, askers, live))
            .build();
    server.start();
    if (!server.isRunning()) {
      live.close();
      throw new IllegalStateException("the control plane cannot listen on " + config.listen());
    }
    return new ControlPlane(server, live, address(config.listen(), server));
  }

  private static void route(
      HttpRouting.Builder routing,
      ControlConfig config,
      Ports ports,
      Askers askers,
      LiveFeed live) {
    Sessions sessions = new Sessions(ports.people(), askers, config.publicUrl(), ports.clock());
    UsageAnswers usage = new UsageAnswers(askers, ports.reports(), ports.zones());
    EventAnswers events = new EventAnswers(askers, ports.reports());
    IngestAnswers ingest =
        new IngestAnswers(askers, ports.ingest(), ports.pricers(), ports.eventIds(), ports.clock());
    QuoteAnswers quotes = new QuoteAnswers(askers, ports.pricers(), ports.clock());
    ModelAnswers models = new ModelAnswers(askers, ports.prices(), ports.clock());
    PriceAnswers prices =
        new PriceAnswers(askers, ports.priceKeeping(), ports.prices(), ports.clock());
    UnpricedAnswers unpriced =
        new UnpricedAnswers(askers, ports.reports(), ports.pricers(), ports.zones(), ports.clock());
    StatusAnswer status =
        new StatusAnswer(askers, config, ports.ledgerLag(), ports.rawLogLag(), ports.clock());
    CountAnswers counts = new CountAnswers(ports.counters(), ports.prices(), ports.clock());
    Contract contract = new Contract();
    Site site = new Site();

    new Failures(ports.ids()).register(routing);
    routing
        .addFilter(guard(config.listen()))
        .post("/api/v1/session", sessions::signIn)
        .get("/api/v1/session", sessions::show)
        .delete("/api/v1/session", sessions::signOut)
        .any("/api/v1/session", onlyAllows("GET, POST, DELETE"))
        .get("/api/v1/usage", usage::show)
        .any("/api/v1/usage", onlyAllows("GET"))
        .get("/api/v1/events", events::list)
        .post("/api/v1/events", ingest::take)
        .any("/api/v1/events", onlyAllows("GET, POST"))
        .get("/api/v1/events/*", events::show)
        .any("/api/v1/events/*", onlyAllows("GET"))
        .post("/api/v1/price", quotes::price)
        .any("/api/v1/price", onlyAllows("POST"))
        .get("/api/v1/models", models::list)
        .any("/api/v1/models", onlyAllows("GET"))
        .get("/api/v1/prices", prices::list)
        .post("/api/v1/prices", prices::add)
        .any("/api/v1/prices", onlyAllows("GET, POST"))
        .post("/api/v1/prices/*", prices::end)
        .any("/api/v1/prices/*", onlyAllows("POST"))
        .get("/api/v1/unpriced", unpriced::list)
        .any("/api/v1/unpriced", onlyAllows("GET"))
        .get("/api/v1/live", live::stream)
        .any("/api/v1/live", onlyAllows("GET"))
        .post("/api/v1/tokens/count", counts::count)
        .any("/api/v1/tokens/count", onlyAllows("POST"))
        .get("/api/v1/status", status::show)
        .any("/api/v1/status", onlyAllows("GET"))
        .get("/api/openapi.json", contract::show)
        .any("/api/openapi.json", onlyAllows("GET"))
        .any("/api/*", (request, response) -> notFound())
        .get("/*", site::show)
        .head("/*", site::show)
        .any("/*", onlyAllows("GET, HEAD"));
  }

  private static Filter guard(ControlConfig.Listen listen) {
    return (chain, request, response) -> {
      response.header("X-Content-Type-Options", "nosniff");
      if (request.path().rawPath().startsWith("/api/")) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
      }
      FromGateway.check(request, listen);
      chain.proceed();
      if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
        // Helidon tells the client that it closes, and then waits for the client to do it
        throw new CloseConnectionException("asked for by the client");
      }
    };
  }

  private static Handler onlyAllows(String methods) {
    return (request, response) -> {
      response.header(HeaderNames.ALLOW, methods);
      throw Problem.of(Problem.Kind.METHOD_NOT_ALLOWED, "only " + methods);
    };
  }

  private static void notFound() {
    throw Problem.of(Problem.Kind.NOT_FOUND);
  }

  private static SocketAddress bindAddress(ControlConfig.Listen listen) {
    return switch (listen) {
      case ControlConfig.Listen.UnixSocket(Path path) -> {
        removeStale(path);
        yield UnixDomainSocketAddress.of(path);
      }
      case ControlConfig.Listen.Loopback any -> new InetSocketAddress(LOOPBACK, 0);
    };
  }

  /** Removes the socket file of a process that was killed; anything else is left alone. */
  private static void removeStale(Path path) {
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .isOther()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing the stale socket " + path, e);
    }
  }

  private static SocketAddress address(ControlConfig.Listen listen, WebServer server) {
    return switch (listen) {
      case ControlConfig.Listen.UnixSocket(Path path) -> UnixDomainSocketAddress.of(path);
      case ControlConfig.Listen.Loopback any -> new InetSocketAddress(LOOPBACK, server.port());
    };
  }

  /** Where the gateway connects to. */
  public SocketAddress address() {
    return address;
  }

  /** Ends live streams, lets running requests finish for a few seconds, and stops. */
  @Override
  public void close() {
    live.close();
    server.stop();
  }
}
