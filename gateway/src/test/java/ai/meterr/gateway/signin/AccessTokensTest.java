package ai.meterr.gateway.signin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.gateway.signin.AccessTokens.Answer;
import ai.meterr.providers.KeyPlace;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of a service account, from a token endpoint of the test's own. */
@Timeout(30)
class AccessTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final String GOOGLE = "https://oauth2.googleapis.com/token";

  private record Scripted(int status, String body) {}

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private volatile Scripted answer = new Scripted(200, token("t1", "3599"));
  private HttpServer endpoint;
  private AccessTokens tokens;

  @BeforeEach
  void start() throws IOException {
    endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.setExecutor(blocking);
    endpoint.createContext(
        "/",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          try {
            mayAnswer.await();
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
          byte[] body = answer.body.getBytes(UTF_8);
          exchange.getResponseHeaders().set("location", address("/elsewhere").toString());
          exchange.sendResponseHeaders(answer.status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    endpoint.start();
    tokens = new AccessTokens(address("/token"), () -> NOW, nanos::get, blocking);
  }

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    endpoint.stop(0);
    blocking.close();
  }

  @Test
  void asks_with_a_jwt_that_the_accounts_key_has_signed() throws Exception {
    mayAnswer.countDown();
    assertThat(header(GOOGLE)).isEqualTo("Bearer t1");

    String body = URLDecoder.decode(asked.getFirst(), UTF_8);
    assertThat(body)
        .startsWith("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=");
    String[] jwt = body.substring(body.lastIndexOf('=') + 1).split("\\.", -1);
    assertThat(decoded(jwt[0]))
        .isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"0123abcd\"}");
    assertThat(decoded(jwt[1]))
        .isEqualTo(
            "{\"iss\":\"meterr@p.iam.gserviceaccount.com\","
                + "\"scope\":\"https://www.googleapis.com/auth/cloud-platform\","
                + "\"aud\":\"https://oauth2.googleapis.com/token\","
                + "\"iat\":1795510800,\"exp\":1795514400}");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(Accounts.KEYS.getPublic());
    signature.update((jwt[0] + "." + jwt[1]).getBytes(UTF_8));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"3599, 3298, 3300", "120, 59, 61", "0, , 1"})
  void a_token_is_given_out_until_shortly_before_its_end_and_never_after(
      String lasts, Long stillSeconds, long goneSeconds) {
    mayAnswer.countDown();
    answer = new Scripted(200, token("t1", lasts));
    assertThat(header(GOOGLE)).isEqualTo("Bearer t1");
    answer = new Scripted(200, token("t2", "3599"));
    if (stillSeconds != null) {
      nanos.set(Duration.ofSeconds(stillSeconds).toNanos());
      assertThat(header(GOOGLE)).isEqualTo("Bearer t1");
      assertThat(asked).hasSize(1);
    }

    nanos.set(Duration.ofSeconds(goneSeconds).toNanos());
    assertThat(header(GOOGLE)).isEqualTo("Bearer t2");
  }

  @Test
  void however_many_wait_it_is_asked_for_once() {
    List<CompletableFuture<Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(tokens.of(account(GOOGLE)));
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    mayAnswer.countDown();

    assertThat(waiting)
        .allSatisfy(future -> assertThat(future.join()).isInstanceOf(Answer.Token.class));
    assertThat(asked).hasSize(1);
  }

  @Test
  void a_refusal_is_told_by_its_code_alone_and_soon_asked_again() {
    mayAnswer.countDown();
    answer =
        new Scripted(400, "{\"error\":\"invalid_grant\",\"error_description\":\"hush " + "\"}");
    assertThat(ask(GOOGLE)).isEqualTo(new Answer.Refused("invalid_grant"));
    answer = new Scripted(200, token("t1", "3599"));
    assertThat(ask(GOOGLE)).isEqualTo(new Answer.Refused("invalid_grant"));

    nanos.set(Duration.ofSeconds(11).toNanos());
    assertThat(header(GOOGLE)).isEqualTo("Bearer t1");
    answer = new Scripted(401, "{\"error\":\"Hush hush\"}");
    nanos.set(Duration.ofHours(2).toNanos());
    assertThat(ask(GOOGLE)).isEqualTo(new Answer.Refused("status 401"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {}",
        "307 | {}",
        "200 | not JSON",
        "200 | {\"access_token\":\"t\"}",
        "200 | {\"access_token\":\"two words\",\"expires_in\":3599}",
        "200 | {\"expires_in\":3599}",
      })
  void what_is_no_token_is_a_failure(int status, String body) {
    mayAnswer.countDown();
    answer = new Scripted(status, body);

    assertThat(ask(GOOGLE)).isEqualTo(new Answer.Failed());
    assertThat(asked).hasSize(1);
  }

  @Test
  void an_answer_without_end_and_an_endpoint_that_is_away_are_failures() {
    mayAnswer.countDown();
    answer = new Scripted(200, token("t".repeat(70_000), "3599"));
    assertThat(ask(GOOGLE)).isEqualTo(new Answer.Failed());
    endpoint.stop(0);
    nanos.set(Duration.ofSeconds(2).toNanos());
    assertThat(ask(GOOGLE)).isEqualTo(new Answer.Failed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/token",
        "https://oauth2.googleapis.com.example.com/token",
        "http://oauth2.googleapis.com/token",
        "https://oauth2.googleapis.com/token?x",
        "https://someone@oauth2.googleapis.com/token"
      })
  void an_account_does_not_choose_whom_meterr_calls(String tokenUri) {
    mayAnswer.countDown();

    assertThat(ask(tokenUri)).isInstanceOf(Answer.CannotAsk.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void the_operators_endpoint_may_be_an_accounts_too() {
    mayAnswer.countDown();

    assertThat(header(address("/token").toString())).isEqualTo("Bearer t1");
  }

  @Test
  void a_key_that_is_none_cannot_ask() {
    mayAnswer.countDown();
    ServiceAccount account = account(GOOGLE);

    assertThat(
            tokens
                .of(
                    new ServiceAccount(
                        account.email(), null, "hush hush", account.tokenUri(), "other"))
                .join())
        .isInstanceOfSatisfying(
            Answer.CannotAsk.class, cannot -> assertThat(cannot.why()).doesNotContain("hush"));
    assertThat(asked).isEmpty();
  }

  private Answer ask(String tokenUri) {
    return tokens.of(account(tokenUri)).join();
  }

  private String header(String tokenUri) {
    return ((Answer.Token) ask(tokenUri)).header().value();
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + endpoint.getAddress().getPort() + path);
  }

  private static ServiceAccount account(String tokenUri) {
    try {
      return (ServiceAccount)
          SignIn.of(
              new ProviderSecret(Accounts.json(tokenUri)),
              KeyPlace.BEARER.or(KeyPlace.Account.GOOGLE));
    } catch (SignIn.Unusable unusable) {
      throw new AssertionError(unusable);
    }
  }

  private static String token(String token, String lasts) {
    return "{\"access_token\":\"%s\",\"expires_in\":%s,\"token_type\":\"Bearer\"}"
        .formatted(token, lasts);
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), UTF_8);
  }
}
