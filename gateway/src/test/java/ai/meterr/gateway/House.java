package ai.meterr.gateway;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyDirectory;
import ai.meterr.access.KeyHash;
import ai.meterr.access.MeterrKey;
import ai.meterr.access.ProviderCredentials;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.CostResult;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.event.UuidV7;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.pricing.Charge;
import ai.meterr.providers.Providers;
import ai.meterr.proxy.ProxyConfig;
import ai.meterr.proxy.ProxyServer;
import ai.meterr.proxy.Upstream;
import ai.meterr.tenancy.OrganizationId;
import ai.meterr.testkit.SettableClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The gateway behind a real port, with one event loop, so that a test can wait until it has done
 * all it will do.
 */
final class House implements AutoCloseable {
  static final String KEY = "mtr_0123456789abcdefghijklmnopqrstuv";
  static final String BOUND_KEY = "mtr_boundboundboundboundboundbound0";
  static final String READING_KEY = "mtr_readreadreadreadreadreadreadread";
  static final String METRICS_KEY = "mtr_metricsmetricsmetricsmetricsmetr";
  static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(0, 7));
  static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  final HandMadeProvider provider = new HandMadeProvider();
  final HandMadeProvider control = new HandMadeProvider();

  /** Where service accounts ask. */
  final HandMadeProvider tokens = new HandMadeProvider();

  final HandMadeJournal journal = new HandMadeJournal();
  final Map<ProviderId, ProviderCredentials.ProviderSecret> organizationsKeys =
      new ConcurrentHashMap<>();
  final SettableClock clock = new SettableClock(NOW);
  volatile boolean directoryDown;
  volatile Readiness readiness = new Readiness.Ready();
  final ProxyServer proxy;

  House() {
    this(Duration.ofSeconds(10));
  }

  House(Duration patience) {
    this(patience, Runnable::run);
  }

  /**
   * @param patience limit of everything that a provider does
   * @param blocking runs what waits or takes its time
   */
  House(Duration patience, Executor blocking) {
    Upstream.Limits limits =
        new Upstream.Limits(patience, patience, patience, Duration.ofMinutes(1));
    String origin = "http://127.0.0.1:" + provider.port();
    Map<ProviderId, URI> bases = new HashMap<>();
    for (String name :
        List.of("openai", "anthropic", "gemini", "mistral", "vertex", "vertex_anthropic")) {
      bases.put(new ProviderId(name), URI.create(origin));
    }
    bases.put(new ProviderId("bedrock"), URI.create(origin + "/through/"));
    bases.put(new ProviderId("azure"), URI.create(origin + "/tenants/our%20own/"));
    Gateway gateway =
        new Gateway(
            new GatewayConfig(
                bases,
                Map.of(
                    ProviderId.OPENAI,
                    new ProviderCredentials.ProviderSecret("sk-deployment"),
                    new ProviderId("azure"),
                    new ProviderCredentials.ProviderSecret("azure-deployment")),
                URI.create("http://127.0.0.1:" + tokens.port() + "/token"),
                new Upstream.Tcp("127.0.0.1", control.port(), false, any -> true, limits),
                Map.of("x-meterr-internal", "made at start"),
                InetAddress::isLoopbackAddress,
                false,
                limits),
            Providers.known(),
            this::find,
            new Credentials(),
            journal,
            organization -> House::price,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            () -> readiness,
            new UuidV7(clock, new Random(1)),
            clock,
            System::nanoTime,
            blocking);
    ProxyConfig usual = ProxyConfig.on("127.0.0.1", 0);
    proxy =
        ProxyServer.start(
            new ProxyConfig(
                usual.host(),
                usual.port(),
                1,
                usual.headMax(),
                usual.uriMax(),
                usual.headTime(),
                usual.bodyIdle(),
                usual.keepAlive(),
                1 << 20,
                null),
            gateway,
            gateway);
  }

  private KeyDirectory.Found find(KeyHash hash) {
    if (directoryDown) {
      throw new KeyDirectory.Unavailable("asking", new IOException("down"));
    }
    if (hash.equals(new MeterrKey(KEY).hash())) {
      return caller(KEY, Caller.Scope.CALL, null);
    }
    if (hash.equals(new MeterrKey(BOUND_KEY).hash())) {
      return caller(BOUND_KEY, Caller.Scope.CALL, "payments");
    }
    if (hash.equals(new MeterrKey(READING_KEY).hash())) {
      return caller(READING_KEY, Caller.Scope.READ, null);
    }
    if (hash.equals(new MeterrKey(METRICS_KEY).hash())) {
      return caller(METRICS_KEY, Caller.Scope.METRICS, null);
    }
    return new KeyDirectory.Found.Unknown();
  }

  private static KeyDirectory.Found caller(String key, Caller.Scope scope, @Nullable String team) {
    return new KeyDirectory.Found.Known(
        new Caller(
            ORGANIZATION, new UUID(0, 1), new MeterrKey(key).prefix(), Set.of(scope), team, null));
  }

  private final class Credentials implements ProviderCredentials {
    @Override
    public Optional<ProviderSecret> find(OrganizationId organization, ProviderId of) {
      return organization.equals(ORGANIZATION)
          ? Optional.ofNullable(organizationsKeys.get(of))
          : Optional.empty();
    }

    @Override
    public void store(OrganizationId organization, ProviderId of, ProviderSecret secret) {
      organizationsKeys.put(of, secret);
    }
  }

  /** One dollar a token, so that a cost is the tokens that were read; nothing for free models. */
  private static CostResult price(Charge charge) {
    if (charge.billedModel() == null || charge.billedModel().name().startsWith("unheard-of")) {
      return new CostResult.Unpriced(CostResult.Why.NO_SUCH_MODEL, "");
    }
    List<Line> lines =
        charge.usage().quantities().entrySet().stream()
            .map(entry -> Line.of(entry.getKey(), entry.getValue(), new BigDecimal(1_000_000)))
            .toList();
    return new CostResult.Priced(
        new Money(
            lines.stream().map(Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add),
            CurrencyCode.USD),
        lines,
        new PriceRef("test", "https://example.com", LocalDate.of(2026, 11, 1), null),
        List.of());
  }

  Wire client() {
    try {
      return new Wire(new Socket("127.0.0.1", proxy.port()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A POST of JSON with the usual key. */
  Wire post(String path, String json, String... headers) {
    return client().send(request("POST", path, json, headers));
  }

  Wire get(String path, String... headers) {
    return client().send(request("GET", path, "", headers));
  }

  static String request(String method, String path, String body, String... headers) {
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nhost: meterr\r\n");
    boolean keyed = List.of(headers).stream().anyMatch(line -> line.contains("mtr_"));
    if (!keyed) {
      text.append("authorization: Bearer " + KEY + "\r\n");
    }
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    if (!body.isEmpty()) {
      text.append("content-type: application/json\r\ncontent-length: " + body.length() + "\r\n");
    }
    return text + "\r\n" + body;
  }

  /** Returns when the loop has handled everything that had reached it before. */
  void settle() {
    for (int i = 0; i < 2; i++) {
      try (Wire probe = client()) {
        probe.send("GET /healthz HTTP/1.1\r\nhost: meterr\r\n\r\n").message();
      }
    }
  }

  @Override
  public void close() {
    proxy.close();
    provider.close();
    control.close();
    tokens.close();
  }
}
