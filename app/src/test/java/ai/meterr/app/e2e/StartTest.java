package ai.meterr.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.testkit.process.Forked;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a supervisor of {@code meterr serve} relies on: two streams, one line, a status. */
@Tag("slow")
class StartTest {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

  /** A database is unpacked and initialised in it. */
  private static final Duration START = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Map<String, String> environment() {
    return new TreeMap<>(Environments.of(folder, NOWHERE));
  }

  @ParameterizedTest
  @CsvSource({
    "METERR_PROT, 1, METERR_PROT",
    "METERR_RAW_LOG, dynamodb, METERR_RAW_LOG=dynamodb",
    "METERR_DATABASE_URL, postgresql://u:hunter2@127.0.0.1:1/x, METERR_DATABASE_URL",
    "METERR_TLS_CERT, /nowhere.pem, METERR_TLS_CERT",
    "METERR_DATA, /proc/nowhere, /proc/nowhere"
  })
  void a_start_that_cannot_be_says_why_in_one_line(String name, String value, String said)
      throws Exception {
    Map<String, String> environment = environment();
    environment.put(name, value);
    try (Forked meterr = Programs.start(environment, "serve")) {
      failed(meterr, said);
    }
  }

  @Test
  void a_wrong_option_is_such_a_start() throws Exception {
    try (Forked meterr = Programs.start(environment(), "serve", "--prot")) {
      failed(meterr, "--prot");
    }
  }

  @Test
  void a_taken_port_is_told_before_anything_is_made() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment = environment();
      environment.put("METERR_PORT", String.valueOf(taken.getLocalPort()));
      try (Forked meterr = Programs.start(environment, "serve")) {
        failed(meterr, String.valueOf(taken.getLocalPort()));
      }
    }
    try (var made = Files.list(folder)) {
      assertThat(made).isEmpty();
    }
  }

  private static void failed(Forked meterr, String said) throws InterruptedException {
    assertThat(meterr.awaitEnd()).isEqualTo(1);
    assertThat(meterr.err()).singleElement().asString().startsWith("meterr: ").contains(said);
    assertThat(meterr.err()).noneMatch(line -> line.contains("hunter2"));
    assertThat(ready(meterr)).isEmpty();
  }

  private static List<String> ready(Forked meterr) {
    return meterr.out().stream().filter(line -> line.startsWith("ready")).toList();
  }

  @Test
  void a_start_says_ready_once_serves_logs_no_secret_and_ends_with_0_on_sigterm() throws Exception {
    Map<String, String> environment = environment();
    try (Forked meterr = Programs.start(environment, "serve")) {
      URI address = meterr.address();
      assertThat(get(address.resolve("/readyz"))).isEqualTo(200);
      assertThat(call(address)).isEqualTo(502);
      try (Forked second = Programs.start(environment, "serve")) {
        failed(second, folder.toString());
      }
      assertThat(meterr.terminate()).isZero();
      assertThat(ready(meterr)).containsExactly("ready " + address);
      assertThat(meterr.err()).isEmpty();
      assertThat(meterr.out())
          .noneMatch(line -> line.contains(Environments.KEY))
          .noneMatch(line -> line.contains(Environments.PASSWORD))
          .noneMatch(line -> line.contains("sk-of-the-deployment"))
          .noneMatch(line -> line.contains("a secret prompt"));
    }
    environment.put("METERR_INIT_PASSWORD", "quite another password");
    try (Forked again = Programs.start(environment, "serve")) {
      again.address();
      assertThat(again.terminate()).isZero();
      assertThat(again.out())
          .as("a changed value is ignored with a warning")
          .anyMatch(line -> line.contains("warning") && line.contains("METERR_INIT_PASSWORD"));
    }
  }

  @Test
  void sigterm_during_the_start_leaves_no_database_behind() throws Exception {
    try (Forked meterr = Programs.start(environment(), "serve")) {
      Path postmaster = folder.resolve("postgresql/data/postmaster.pid");
      assertThat(Api.eventually(START, () -> Files.exists(postmaster))).isTrue();
      assertThat(meterr.terminate()).isZero();
      assertThat(postmaster).doesNotExist();
    }
  }

  private static int get(URI page) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static int call(URI address) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
            .header("authorization", "Bearer " + Environments.KEY)
            .POST(
                BodyPublishers.ofString(
                    """
                    {"model": "gpt-5-mini", "messages": [{"content": "a secret prompt"}]}
                    """))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
