package ai.meterr.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.gateway.signin.Accounts;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls to Vertex with a service account of Google's. */
@Timeout(20)
@ExtendWith(NoLeaks.class)
class ServiceAccountCallsTest {
  private static final String GEMINI =
      "/vertex/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent";
  private static final String CLAUDE =
      "/vertex-anthropic/v1/projects/p/locations/global/publishers/anthropic/models/claude:rawPredict";

  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final House house = new House(Duration.ofSeconds(10), blocking);

  ServiceAccountCallsTest() {
    house.journal.answersItself();
    store(Accounts.json("https://oauth2.googleapis.com/token"));
  }

  @AfterEach
  void close() {
    house.close();
    blocking.close();
  }

  @Test
  void take_the_accounts_token_and_the_next_ones_take_the_same() {
    Wire client = house.post(GEMINI, "{}", "x-goog-api-key: " + House.KEY);
    giveToken("ya29.one");
    Wire provider = house.provider.accept();
    Wire.Message asked = answered(provider);
    assertThat(client.message().status()).isEqualTo(200);
    assertThat(asked.all("authorization")).containsExactly("Bearer ya29.one");
    assertThat(asked.header("x-goog-api-key")).isNull();

    Wire next = house.post(CLAUDE, "{}");
    assertThat(answered(provider).all("authorization")).containsExactly("Bearer ya29.one");
    assertThat(next.message().status()).isEqualTo(200);
    assertThat(house.tokens.wasReached()).isFalse();
  }

  @Test
  void wait_for_their_token_while_the_loop_serves_others() {
    Wire first = house.post(GEMINI, "{}");
    Wire second = house.post(GEMINI, "{}");
    Wire endpoint = house.tokens.accept();
    endpoint.message();
    house.settle();
    endpoint.answer(
        200, "application/json", "{\"access_token\":\"ya29.late\",\"expires_in\":3599}");

    for (int call = 0; call < 2; call++) {
      assertThat(answered(house.provider.accept()).all("authorization"))
          .containsExactly("Bearer ya29.late");
    }
    assertThat(first.message().status()).isEqualTo(200);
    assertThat(second.message().status()).isEqualTo(200);
    assertThat(house.tokens.wasReached()).isFalse();
  }

  @Test
  void whose_account_is_refused_are_502_in_the_apis_shape() {
    Wire client = house.post(GEMINI, "{}");
    Wire endpoint = house.tokens.accept();
    endpoint.message();
    endpoint.answer(
        400, "application/json", "{\"error\":\"invalid_grant\",\"error_description\":\"hush\"}");

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text())
        .contains("METERR_SIGN_IN_REFUSED", "invalid_grant")
        .doesNotContain("hush", "PRIVATE", "gserviceaccount");
    assertNothingWentUpstream();
  }

  @Test
  void whose_token_endpoint_breaks_off_are_503() {
    Wire client = house.post(CLAUDE, "{}");
    Wire endpoint = house.tokens.accept();
    endpoint.message();
    endpoint.close();

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("\"type\":\"meterr_sign_in_unavailable\"");
    assertThat(answer.header("retry-after")).isEqualTo("5");
    assertNothingWentUpstream();
  }

  @Test
  void whose_account_would_ask_elsewhere_are_503_and_nobody_is_asked() {
    store(Accounts.json("http://127.0.0.1:" + house.control.port() + "/token"));
    Wire.Message answer = house.post(GEMINI, "{}").message();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("METERR_PROVIDER_KEY_MALFORMED").doesNotContain("PRIVATE");
    assertThat(house.control.wasReached()).isFalse();
    assertThat(house.tokens.wasReached()).isFalse();
    assertNothingWentUpstream();
  }

  @Test
  void with_the_callers_own_token_ask_nobody() {
    Wire.Message asked =
        asked(
            house.post(
                GEMINI, "{}", "authorization: Bearer ya29.callers", "x-meterr-key: " + House.KEY));

    assertThat(asked.all("authorization")).containsExactly("Bearer ya29.callers");
    assertThat(house.tokens.wasReached()).isFalse();
  }

  private void store(String secret) {
    for (String provider : new String[] {"vertex", "vertex_anthropic"}) {
      house.organizationsKeys.put(new ProviderId(provider), new ProviderSecret(secret));
    }
  }

  private void giveToken(String token) {
    Wire endpoint = house.tokens.accept();
    Wire.Message asked = endpoint.message();
    assertThat(asked.startLine()).isEqualTo("POST /token HTTP/1.1");
    endpoint.answer(
        200, "application/json", "{\"access_token\":\"" + token + "\",\"expires_in\":3599}");
  }

  private Wire.Message asked(Wire client) {
    Wire.Message asked = answered(house.provider.accept());
    assertThat(client.message().status()).isEqualTo(200);
    return asked;
  }

  private static Wire.Message answered(Wire provider) {
    Wire.Message asked = provider.message();
    provider.answer(200, "application/json", "{}");
    return asked;
  }

  private void assertNothingWentUpstream() {
    assertThat(house.provider.wasReached()).isFalse();
    assertThat(house.journal.isAsked()).isFalse();
  }
}
