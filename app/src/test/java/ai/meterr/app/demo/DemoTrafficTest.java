package ai.meterr.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.sandbox.Sandbox;
import ai.meterr.sandbox.SandboxConfig;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DemoTrafficTest {
  private static final Instant NOON = Instant.parse("2026-11-24T11:00:00Z");
  private static final Sandbox SANDBOX = Sandbox.start(SandboxConfig.immediate(1));

  @AfterAll
  static void close() {
    SANDBOX.close();
  }

  private static List<DemoCall> plan(long seed, int count) {
    DemoCalls calls = new DemoCalls(key -> "key-" + key.title(), seed);
    return IntStream.range(0, count).mapToObj(i -> calls.next(NOON)).toList();
  }

  @Test
  void the_same_seed_gives_the_same_calls() {
    assertThat(plan(3, 200)).isEqualTo(plan(3, 200));
    assertThat(plan(4, 200)).isNotEqualTo(plan(3, 200));
  }

  @Test
  void the_calls_reach_every_endpoint_that_programs_use() {
    Set<String> endpoints = new HashSet<>();
    for (DemoCall call : plan(3, 12_000)) {
      endpoints.add(call.path().replaceFirst("models/.*:", "models/…:"));
    }
    assertThat(endpoints)
        .containsExactlyInAnyOrder(
            "/v1/chat/completions",
            "/v1/responses",
            "/v1/embeddings",
            "/v1/messages",
            "/v1/messages/count_tokens",
            "/v1/models",
            "/v1beta/models",
            "/v1beta/models/…:generateContent",
            "/v1beta/models/…:streamGenerateContent?alt=sse",
            "/v1beta/models/…:countTokens");
  }

  @Test
  void a_few_calls_come_in_a_second_and_fewer_at_night() {
    double noon = meanGapMillis(NOON);
    assertThat(noon).isBetween(400.0, 2000.0);
    assertThat(meanGapMillis(Instant.parse("2026-11-24T02:00:00Z"))).isGreaterThan(noon * 1.5);
  }

  private static double meanGapMillis(Instant from) {
    DemoCalls calls = new DemoCalls(key -> "key", 5);
    return IntStream.range(0, 2400)
        .mapToLong(i -> calls.gap(from.plusMillis(i * 100L)).toMillis())
        .average()
        .orElseThrow();
  }

  @Test
  void a_provider_answers_every_call_that_orders_no_fault() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (DemoCall call : plan(6, 300)) {
        if (!call.headers().containsKey("x-sandbox-fault")) {
          HttpResponse<String> answer =
              client.send(call.to(SANDBOX.address()), BodyHandlers.ofString());
          assertThat(answer.statusCode()).as(call.path() + " " + answer.body()).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void the_programs_call_the_gateway_s_port_with_their_key_and_their_names() throws Exception {
    int count = 40;
    CountDownLatch arrived = new CountDownLatch(count);
    Queue<Set<String>> names = new ConcurrentLinkedQueue<>();
    Queue<Duration> pauses = new ConcurrentLinkedQueue<>();
    HttpServer gateway = gateway(arrived, names);
    try {
      URI address = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
      InstantSource clock = InstantSource.fixed(NOON);
      try (DemoTraffic traffic =
          DemoTraffic.start(address, key -> "mtr_" + key, 7, clock, pauses::add)) {
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(traffic.broken()).isZero();
      }
    } finally {
      gateway.stop(0);
    }
    assertThat(pauses).hasSizeGreaterThanOrEqualTo(count);
    assertThat(names)
        .allSatisfy(
            headers ->
                assertThat(headers)
                    .contains("x-meterr-feature", "x-meterr-environment")
                    .containsAnyOf("authorization", "x-api-key", "x-goog-api-key"));
    assertThat(names).anyMatch(headers -> headers.contains("x-meterr-user"));
  }

  private static HttpServer gateway(CountDownLatch arrived, Queue<Set<String>> names)
      throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          Set<String> lower = new HashSet<>();
          exchange.getRequestHeaders().keySet().forEach(n -> lower.add(n.toLowerCase(Locale.ROOT)));
          names.add(lower);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
          arrived.countDown();
        });
    server.start();
    return server;
  }

  @Test
  void a_gateway_that_is_down_is_called_again_and_again_and_closing_ends_it() throws Exception {
    CountDownLatch tried = new CountDownLatch(20);
    URI nobody;
    try (Sandbox sandbox = Sandbox.start(SandboxConfig.immediate(1))) {
      nobody = sandbox.address();
    }
    CountDownLatch stopped = new CountDownLatch(1);
    DemoTraffic.Pause pause =
        gap -> {
          tried.countDown();
          if (tried.getCount() == 0) {
            try {
              new CountDownLatch(1).await();
            } finally {
              stopped.countDown();
            }
          }
        };
    DemoTraffic traffic =
        DemoTraffic.start(nobody, key -> "k", 8, InstantSource.fixed(NOON), pause);
    assertThat(tried.await(20, TimeUnit.SECONDS)).isTrue();
    traffic.close();
    assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(traffic.answered()).isZero();
  }
}
