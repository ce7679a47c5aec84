package ai.meterr.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, and how. */
final class AccessTest {
  private static final String EVENTS = "/api/v1/events";
  private static final String SESSION = "/api/v1/session";

  private final TestPlane plane = TestPlane.start();

  @AfterEach
  void stop() {
    plane.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer sk-notours",
        "Bearer mtr_short",
        "Bearer mtr_unknownunknownunknownunknown0",
        "Basic bXRyXzp4",
        "mtr_acmeacmeacmeacmeacmeacmeacme1"
      })
  void what_is_no_valid_key_is_401_even_with_a_session_beside_it(String authorization) {
    HttpRequest.Builder request =
        plane
            .get(EVENTS)
            .header("Cookie", plane.cookie(TestPlane.ACME_EMAIL))
            .header("Authorization", authorization);

    Answer answer = plane.ask(request);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate")).startsWith("Bearer");
  }

  @Test
  void a_key_with_the_scope_read_may_read_and_loses_it_when_it_is_revoked() {
    assertThat(plane.askWithKey(EVENTS, TestPlane.ACME_READS).status()).isEqualTo(200);

    plane.keys.revoke(TestPlane.ACME_READS);

    assertThat(plane.askWithKey(EVENTS, TestPlane.ACME_READS).status()).isEqualTo(401);
  }

  @Test
  void a_key_is_no_person() {
    assertThat(plane.askWithKey(SESSION, TestPlane.ACME_READS).status()).isEqualTo(401);
  }

  @Test
  void a_session_reads_until_it_is_ended() {
    String cookie = plane.cookie(TestPlane.ACME_EMAIL);
    assertThat(plane.ask(plane.get(EVENTS).header("Cookie", "a=b; " + cookie)).status())
        .isEqualTo(200);
    assertThat(plane.ask(plane.get(SESSION).header("Cookie", cookie)).json().toString())
        .isEqualTo(
            """
            {"person":{"id":"00000000-0000-0000-0000-00000000000b","name":"Someone",\
            "email":"ann@acme.example"},\
            "organization":{"id":"00000000-0000-0001-0000-000000000001","name":"Acme",\
            "zone":"Europe/Paris","currency":"USD"},"role":"owner"}\
            """);

    Answer out = plane.ask(plane.get(SESSION).header("Cookie", cookie).DELETE());

    assertThat(out.header("set-cookie"))
        .isEqualTo("meterr_session=; Path=/api; Max-Age=0; HttpOnly; SameSite=Lax");
    assertThat(plane.ask(plane.get(EVENTS).header("Cookie", cookie)).status()).isEqualTo(401);
    assertThat(plane.people.sessions()).isZero();
  }

  @Test
  void signing_out_without_a_session_is_no_error() {
    assertThat(plane.ask(plane.get(SESSION).DELETE()).status()).isEqualTo(204);
  }

  @Test
  void the_cookie_is_for_the_api_alone_and_secure_over_tls() {
    String plain = cookieOf(plane.signIn(TestPlane.ACME_EMAIL, TestPlane.PASSWORD));
    String tls =
        cookieOf(
            plane
                .signIn(TestPlane.ACME_EMAIL, TestPlane.PASSWORD)
                .header("x-meterr-client-tls", "1"));

    assertThat(plain)
        .matches("meterr_session=[^;]+; Path=/api; Max-Age=1209600; HttpOnly; SameSite=Lax");
    assertThat(tls).endsWith("; HttpOnly; SameSite=Lax; Secure");
  }

  private String cookieOf(HttpRequest.Builder signIn) {
    return plane.ask(signIn).header("set-cookie");
  }

  @ParameterizedTest
  @CsvSource({
    "same-origin, , 200",
    "none, , 200",
    "cross-site, , 403",
    "same-site, , 403",
    // the browser's own word counts before the address
    "cross-site, http://127.0.0.1:{port}, 403",
    ", http://127.0.0.1:{port}, 200",
    ", HTTP://127.0.0.1:{port}, 200",
    ", https://meterr.example, 200",
    ", https://meterr.example:443, 200",
    ", http://127.0.0.1:1, 403",
    ", http://127.0.0.1, 403",
    ", https://evil.example, 403",
    ", https://meterr.example.evil.example, 403",
    ", null, 403",
    ", not an origin, 403",
    ", , 200"
  })
  void what_changes_something_must_come_from_our_own_pages(
      @Nullable String site, @Nullable String origin, int status) {
    try (TestPlane behind = TestPlane.startAt(URI.create("https://meterr.example"))) {
      HttpRequest.Builder signIn = behind.signIn(TestPlane.ACME_EMAIL, TestPlane.PASSWORD);
      HttpRequest.Builder signOut = behind.get(SESSION).DELETE();
      for (HttpRequest.Builder request : new HttpRequest.Builder[] {signIn, signOut}) {
        if (site != null) {
          request.header("Sec-Fetch-Site", site);
        }
        if (origin != null) {
          request.header("Origin", origin.replace("{port}", String.valueOf(behind.port())));
        }
      }

      assertThat(behind.ask(signIn).status()).isEqualTo(status);
      assertThat(behind.ask(signOut).status()).isEqualTo(status == 200 ? 204 : status);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"email\":\"a@b.c\"}",
        "{\"email\":\"a@b.c\",\"password\":\"\"}",
        "{\"email\":\"a@b.c\",\"password\":7}",
        "{\"email\":\"a@b.c\",\"password\":null}",
        "{\"email\":\"a@b.c\",\"password\":\"x\",\"more\":1}",
        "{\"email\":\"a@b.c\",\"email\":\"d@e.f\",\"password\":\"x\"}",
        "{\"email\":\"a@b.c\",\"password\":\"x\"} {}",
        "{\"email\":\"a@b.c\",\"password\":\"x\\u0000\"}",
        "{\"email\":\"a@b.c\",\"password\":\"hunter2\"",
      })
  void a_body_that_is_no_sign_in_is_400_and_nothing_of_it_comes_back(String body) {
    Answer answer =
        plane.ask(
            plane
                .get(SESSION)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString(body)));

    assertThat(answer.problem()).isEqualTo("bad-body");
    assertThat(answer.http().body()).doesNotContain("hunter2").doesNotContain("a@b.c");
  }

  @Test
  void a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    String wrong = plane.ask(plane.signIn(TestPlane.ACME_EMAIL, "wrong")).http().body();
    String unknown = plane.ask(plane.signIn("nobody@acme.example", "wrong")).http().body();

    assertThat(wrong).isEqualTo(unknown);
  }

  @Test
  void guessing_one_persons_password_from_many_addresses_is_slowed_down() {
    int last = 0;
    int tries = 0;
    while (last != 429) {
      last = guess(TestPlane.ACME_EMAIL.toUpperCase(Locale.ROOT), "192.0.2." + tries++);
    }
    assertThat(tries).isEqualTo(11);
    assertThat(guess(TestPlane.ACME_EMAIL, "198.51.100.1")).isEqualTo(429);
    assertThat(guess(TestPlane.OTHER_EMAIL, "198.51.100.1")).isEqualTo(401);

    plane.clock.advance(Duration.ofSeconds(60));

    assertThat(guess(TestPlane.ACME_EMAIL, "198.51.100.1")).isEqualTo(401);
    assertThat(guess(TestPlane.ACME_EMAIL, "198.51.100.1")).isEqualTo(429);
  }

  @Test
  void guessing_many_passwords_from_one_network_is_slowed_down() {
    int last = 0;
    int tries = 0;
    while (last != 429) {
      last =
          guess(
              "person" + tries + "@acme.example", "2001:db8:1:2::" + Integer.toHexString(++tries));
    }
    assertThat(tries).isEqualTo(21);
    assertThat(guess("x@acme.example", "2001:db8:1:3::1")).isEqualTo(401);
  }

  @Test
  void good_sign_ins_are_not_counted() {
    for (int i = 0; i < 50; i++) {
      assertThat(plane.ask(plane.signIn(TestPlane.ACME_EMAIL, TestPlane.PASSWORD)).status())
          .isEqualTo(200);
    }
  }

  private int guess(String email, String address) {
    return plane
        .ask(plane.signIn(email, "wrong").setHeader("x-meterr-client-address", address))
        .status();
  }

  @Test
  void a_store_that_cannot_be_reached_is_503_by_whatever_name_it_says_so() {
    plane.reports.failing(
        new IllegalStateException("pool", new RuntimeException(new IOException("refused"))));

    Answer answer = plane.askWithKey(EVENTS, TestPlane.ACME_READS);

    assertThat(answer.problem()).isEqualTo("unavailable");
    assertThat(answer.header("retry-after")).isEqualTo("2");
    assertThat(answer.http().body()).doesNotContain("refused");
  }

  @Test
  void a_failure_names_itself_and_nothing_of_its_cause() {
    plane.reports.failing(new IllegalStateException("secret of the database"));

    Answer answer =
        new Answer(
            plane.send(
                plane.get(EVENTS).header("Authorization", "Bearer " + TestPlane.ACME_READS)));

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.problem()).isEqualTo("internal");
    assertThat(answer.json().path("instance").asString())
        .isEqualTo("urn:uuid:00000000-0000-0007-0000-000000000007");
    assertThat(answer.http().body()).doesNotContain("secret");
  }
}
