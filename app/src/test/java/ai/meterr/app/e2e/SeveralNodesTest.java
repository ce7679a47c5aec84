package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.access.Caller.Scope;
import ai.meterr.access.MeterrKey;
import ai.meterr.app.Server;
import ai.meterr.app.config.Settings;
import ai.meterr.ledger.LedgerStore.Fenced;
import ai.meterr.providers.Providers;
import ai.meterr.sandbox.Sandbox;
import ai.meterr.sandbox.SandboxConfig;
import ai.meterr.storage.embedded.EmbeddedPostgres;
import ai.meterr.tenancy.OrganizationId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real servers on one external PostgreSQL, with it and without. */
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralNodesTest {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String OTHER_KEY = "mtr_" + "o".repeat(32);

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Sandbox provider = Sandbox.start(SandboxConfig.immediate(1));
  private final int port = freePort();
  private EmbeddedPostgres database;
  private String url;

  @BeforeEach
  void startDatabase() {
    database = EmbeddedPostgres.start(folder.resolve("database"), port, RANDOM);
    url =
        "postgresql://postgres:"
            + URLEncoder.encode(database.server().password(), StandardCharsets.UTF_8)
            + "@127.0.0.1:"
            + port
            + "/meterr";
  }

  @AfterEach
  void stop() {
    database.close();
    provider.close();
    client.shutdownNow();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Server start(String node) {
    Map<String, String> environment = Environments.of(folder.resolve(node), provider.address());
    environment.put("METERR_DATABASE_URL", url);
    environment.put("METERR_MASTER_KEY", "a master key that all nodes share");
    return Server.start(
        Settings.read(environment, null, id -> Providers.known().find(id).isPresent(), folder));
  }

  private HttpResponse<String> call(Server node, String key) {
    return send(
        HttpRequest.newBuilder(URI.create(node.address() + "/v1/chat/completions"))
            .header("authorization", "Bearer " + key)
            .POST(
                BodyPublishers.ofString(
                    """
                    {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}]}
                    """)));
  }

  private HttpResponse<String> get(Server node, String path) {
    return send(
        HttpRequest.newBuilder(URI.create(node.address() + path))
            .header("authorization", "Bearer " + Environments.KEY));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(SOON).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Completes when a live event came from a node. */
  private CompletableFuture<String> live(Server node) throws Exception {
    HttpResponse<InputStream> stream =
        client.send(
            HttpRequest.newBuilder(URI.create(node.address() + "/api/v1/live"))
                .header("authorization", "Bearer " + Environments.KEY)
                .build(),
            BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    return CompletableFuture.supplyAsync(
        () -> {
          try (InputStream body = stream.body();
              var text = new java.io.InputStreamReader(body, StandardCharsets.UTF_8);
              Stream<String> lines = new java.io.BufferedReader(text).lines()) {
            return lines.filter(line -> line.startsWith("data:")).findFirst().orElseThrow();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void eventually(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    assertThat(Api.eventually(SOON, condition)).isTrue();
  }

  @Test
  void two_nodes_share_keys_revocations_sums_and_live_events() throws Exception {
    CompletableFuture<Server> starting = CompletableFuture.supplyAsync(() -> start("one"));
    try (Server two = start("two");
        Server one = starting.get(60, TimeUnit.SECONDS)) {
      CompletableFuture<String> seenOnTwo = live(two);
      HttpResponse<String> answer = call(one, Environments.KEY);
      assertThat(answer.statusCode()).isEqualTo(200);
      String event = answer.headers().firstValue("x-meterr-event-id").orElseThrow();
      assertThat(seenOnTwo.get(SOON.toSeconds(), TimeUnit.SECONDS)).contains(event);
      assertThat(call(two, Environments.KEY).statusCode()).isEqualTo(200);
      eventually(() -> new Requests(one).count() == 2 && new Requests(two).count() == 2);

      OrganizationId organization = one.store().organizations().named(null).getFirst();
      assertThat(call(two, OTHER_KEY).statusCode()).isEqualTo(401);
      one.store()
          .organizations()
          .addKey(organization, new MeterrKey(OTHER_KEY), "other", Set.of(Scope.CALL));
      eventually(() -> call(two, OTHER_KEY).statusCode() == 200);
      one.store().organizations().revokeKeys(organization, new MeterrKey(OTHER_KEY).prefix());
      eventually(() -> call(two, OTHER_KEY).statusCode() == 401);
    }
  }

  private final class Requests {
    private final Server node;

    Requests(Server node) {
      this.node = node;
    }

    long count() {
      try {
        return new Api(node.address(), Environments.KEY).total().path("requests").asLong();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void of_two_nodes_with_a_copied_folder_the_second_is_refused() throws Exception {
    try (Server one = start("one")) {
      assertThat(call(one, Environments.KEY).statusCode()).isEqualTo(200);
    }
    copy("one", "copy");
    try (Server one = start("one")) {
      assertThatThrownBy(() -> start("copy")).isInstanceOf(Fenced.class);
      assertThat(call(one, Environments.KEY).statusCode()).isEqualTo(200);
      eventually(() -> new Requests(one).count() == 2);
    }
  }

  private void copy(String from, String to) throws IOException, InterruptedException {
    Process copy =
        new ProcessBuilder(
                "cp", "-a", folder.resolve(from).toString(), folder.resolve(to).toString())
            .inheritIO()
            .start();
    assertThat(copy.waitFor()).isZero();
  }

  @Test
  void without_the_database_calls_are_served_the_page_says_so_and_all_is_caught_up()
      throws Exception {
    start("one").close();
    try (Server other = start("other")) {
      assertThat(call(other, Environments.KEY).statusCode()).isEqualTo(200);
      database.close();
      eventually(() -> get(other, "/readyz").body().startsWith("degraded: the database has been"));
      try (Server one = start("one")) {
        for (Server node : new Server[] {one, other}) {
          assertThat(call(node, Environments.KEY).statusCode()).isEqualTo(200);
          HttpResponse<String> unknown = call(node, OTHER_KEY);
          assertThat(unknown.statusCode()).isEqualTo(503);
          assertThat(unknown.headers().firstValue("retry-after")).isPresent();
          assertThat(unknown.body()).contains("meterr_keys_unavailable");
          assertThat(get(node, "/readyz").body()).startsWith("degraded: the database has been");
          HttpResponse<String> usage =
              get(node, "/api/v1/usage?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z");
          assertThat(usage.statusCode()).isEqualTo(503);
          assertThat(usage.headers().firstValue("content-type"))
              .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
          HttpResponse<String> status = get(node, "/api/v1/status");
          assertThat(status.statusCode()).isEqualTo(200);
          assertThat(status.body()).contains("ledger_lag").doesNotContain("\"seconds\":0.000");
        }
        database = EmbeddedPostgres.start(folder.resolve("database"), port, RANDOM);
        eventually(() -> get(one, "/readyz").body().startsWith("ready"));
        eventually(() -> get(other, "/readyz").body().startsWith("ready"));
        eventually(() -> new Requests(one).count() == 3);
        assertThat(call(one, OTHER_KEY).statusCode()).isEqualTo(401);
      }
    }
  }
}
