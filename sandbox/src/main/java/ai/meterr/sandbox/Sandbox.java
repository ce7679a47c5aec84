package ai.meterr.sandbox;

import ai.meterr.sandbox.Faults.Kind;
import ai.meterr.sandbox.Taken.Told;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox as it runs: one HTTP server for the three APIs, told apart as Meterr's own data plane
 * tells them, or by a first path segment {@code /openai}, {@code /anthropic} or {@code /gemini}.
 *
 * <p>Any key is good but one that begins with {@code wrong} or {@code mtr_}: no provider knows a
 * Meterr key. Faults are asked for by the header {@code x-sandbox-fault}, by {@code fault} in the
 * body's {@code metadata} or {@code labels}, or behind a {@code +} in the model's name; see {@link
 * Faults}. {@code x-sandbox-usage} orders the token counts; see {@link Usage#with(String)}. Each
 * answer stands in the log that was asked for, under the call's header {@code x-sandbox-call},
 * before its first byte goes out.
 */
public final class Sandbox implements AutoCloseable {
  private static final int BODY_BYTES_MAX = 64 << 20;
  private static final int BACKLOG = 4096;
  private static final long STALL_MAX_MINUTES = 60;

  static {
    // The JDK's server reads these once (jdk.httpserver, module documentation): without the first a
    // stream's frames wait for delayed acknowledgements, without the others a caller's pool of idle
    // connections is cut to 200 and to 30 seconds.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "100000");
    System.setProperty("sun.net.httpserver.idleInterval", "600");
  }

  private final SandboxConfig config;
  private final HttpServer server;
  private final ExecutorService threads;
  private final @Nullable CallLog log;
  private final Ids ids = new Ids();
  private final ProviderApi openAi;
  private final ProviderApi anthropic;
  private final ProviderApi gemini;
  private final CountDownLatch closing = new CountDownLatch(1);

  private Sandbox(SandboxConfig config, HttpServer server) {
    this.config = config;
    this.server = server;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    this.log = config.log() == null ? null : CallLog.open(config.log());
    Clock clock = Clock.systemUTC();
    this.openAi = new OpenAiApi(ids, clock);
    this.anthropic = new AnthropicApi(ids);
    this.gemini = new GeminiApi(ids, clock);
  }

  /**
   * Serves when this returns.
   *
   * @throws UncheckedIOException where the port is taken or the log cannot be opened
   */
  public static Sandbox start(SandboxConfig config) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(config.host(), config.port()), BACKLOG);
      Sandbox sandbox = new Sandbox(config, server);
      server.setExecutor(sandbox.threads);
      server.createContext("/", sandbox::handle);
      server.start();
      return sandbox;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the sandbox cannot listen on " + config.host() + ":" + config.port(), e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** What a provider's base URL is to be: without a path. */
  public URI address() {
    return URI.create("http://" + config.host() + ":" + port());
  }

  /** Cuts what still runs. */
  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
    if (log != null) {
      log.close();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
    Request request = Request.read(exchange, body, config.seed(), ids);
    ProviderApi api =
        switch (request.api()) {
          case OPENAI -> openAi;
          case ANTHROPIC -> anthropic;
          case GEMINI -> gemini;
        };
    Pace pace = new Pace(config, request.model(), request.random());
    try {
      Reply reply =
          new Reply(
              exchange, request.faults(), pace, (status, told) -> note(request, status, told));
      api.greet(request, reply);
      if (body.length > BODY_BYTES_MAX) {
        reply.json(413, api.error(request, 413, null));
        return;
      }
      serve(api, request, reply);
    } catch (BadOrder e) {
      new Reply(exchange, Faults.NONE, pace, (status, told) -> note(request, status, told))
          .json(400, api.error(request, 400, e.getMessage()));
    }
  }

  private void serve(ProviderApi api, Request request, Reply reply) throws IOException {
    Faults faults = reply.faults();
    if (faults.has(Kind.STALL)) {
      stall();
    }
    if (faults.has(Kind.HANG_UP) || faults.has(Kind.STALL)) {
      throw new Cut();
    }
    if (!isGood(request.key())) {
      api.refuseKey(request, reply);
    } else if (!request.bodyReadable()) {
      reply.json(400, api.error(request, 400, "The body is not JSON."));
    } else if (faults.has(Kind.ERROR)) {
      refuse(api, request, reply, (int) faults.value(Kind.ERROR));
    } else if (faults.has(Kind.ERROR_MID) && !request.streamed()) {
      refuse(api, request, reply, 500);
    } else {
      api.answer(request, reply);
    }
  }

  private static void refuse(ProviderApi api, Request request, Reply reply, int status)
      throws IOException {
    if (status == 429 || status == 503 || status == 529) {
      reply.header("retry-after", "1");
    }
    reply.json(status, api.error(request, status, null));
  }

  private static boolean isGood(String key) {
    return !key.isEmpty() && !key.startsWith("wrong") && !key.startsWith("mtr_");
  }

  private void note(Request request, int status, @Nullable Told told) throws IOException {
    if (log != null) {
      log.add(new Taken(request.header("x-sandbox-call"), status, told));
    }
  }

  private void stall() {
    try {
      closing.await(STALL_MAX_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
