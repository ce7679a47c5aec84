package ai.meterr.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.gateway.signin.AwsJudge;
import ai.meterr.gateway.signin.AwsKey;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A call to Bedrock with an access key of AWS: what arrives is judged by AWS's own SDK as AWS would
 * judge it, from the bytes on the wire.
 */
@Timeout(20)
@ExtendWith(NoLeaks.class)
class SignedCallsTest {
  private static final ProviderId BEDROCK = new ProviderId("bedrock");
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final AwsKey KEY =
      new AwsKey("AKIA0123456789ABCDEF", SECRET, "session/token==", "eu-central-1");

  /** With one letter of two bytes, as the wire shows them. */
  private static final String ASK =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"\u00c3\u00a9\"}]}]}";

  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final House house = new House(Duration.ofSeconds(10), blocking);

  SignedCallsTest() {
    house.journal.answersItself();
    store(
        "{\"access_key_id\":\"%s\",\"secret_access_key\":\"%s\",\"session_token\":\"%s\",\"region\":\"%s\"}"
            .formatted(KEY.accessKeyId(), SECRET, KEY.sessionToken(), KEY.region()));
  }

  @AfterEach
  void close() {
    house.close();
    blocking.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/model/anthropic.claude-3-5-sonnet-20241022-v2:0/converse",
        "/model/anthropic.claude-3-5-sonnet-20241022-v2%3A0/converse-stream",
        "/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A123456789012%3Ainference-profile%2Feu.a-v1%3A0/invoke",
        "/model//m/invoke?b=2&a=%20%2F&a=+1&c",
        "/guardrail/g/version/1/apply"
      })
  void is_signed_as_it_goes_out(String target) {
    Wire.Message asked = asked(house.post("/bedrock" + target, ASK));

    assertThat(asked.target()).isEqualTo("/through" + target);
    assertThat(asked.text()).isEqualTo(ASK);
    assertThat(asked.all("x-amz-date")).containsExactly("20261124T090000Z");
    assertSigned(asked);
  }

  @Test
  void is_signed_with_the_query_that_remains_and_the_body_that_is_sent() {
    Wire.Message asked =
        asked(
            house.post(
                "/bedrock/openai/v1/chat/completions?key=" + House.KEY + "&a=1",
                Chats.ASK_STREAM,
                "x-note: without-a-key-in-authorization mtr_"));

    assertThat(asked.target()).isEqualTo("/through/openai/v1/chat/completions?a=1");
    assertThat(asked.text()).contains("include_usage");
    assertSigned(asked);
  }

  @Test
  void a_call_without_a_body_is_signed_too() {
    Wire.Message asked = asked(house.get("/bedrock/async-invoke?maxResults=5"));

    assertThat(asked.body()).isEmpty();
    assertSigned(asked);
  }

  @Test
  void what_would_stream_through_is_held_and_signed_whole() throws Exception {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(ASK.getBytes(ISO_8859_1));
    }
    Wire client = house.client();
    client.send(
        "POST /bedrock/model/m/converse HTTP/1.1\r\nhost: m\r\nauthorization: Bearer "
            + House.KEY
            + "\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n");
    byte[] bytes = compressed.toByteArray();
    client.chunk(Arrays.copyOf(bytes, 10)).chunk(Arrays.copyOfRange(bytes, 10, bytes.length));
    client.lastChunk();

    Wire.Message asked = asked(client);
    assertThat(asked.body()).isEqualTo(bytes);
    assertThat(asked.all("transfer-encoding")).isEmpty();
    assertSigned(asked);
  }

  @Test
  void what_cannot_be_held_is_not_sent_unsigned() {
    Wire client = house.client();
    client.send(
        "POST /bedrock/model/m/converse HTTP/1.1\r\nhost: m\r\nauthorization: Bearer "
            + House.KEY
            + "\r\ncontent-encoding: gzip\r\ncontent-length: 67108865\r\n\r\n");

    Wire.Message answer = client.message();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text()).contains("meterr_too_large");
    assertThat(house.provider.wasReached()).isFalse();
  }

  @Test
  void nothing_of_the_callers_signature_stands_beside_ours() {
    Wire.Message asked =
        asked(
            house.post(
                "/bedrock/model/m/converse",
                ASK,
                "x-amz-date: 20200101T000000Z",
                "X-Amz-Security-Token: theirs",
                "x-amz-content-sha256: UNSIGNED-PAYLOAD",
                "amz-sdk-invocation-id: 1",
                "authorization: Bearer " + House.KEY));

    assertThat(asked.all("x-amz-date")).containsExactly("20261124T090000Z");
    assertThat(asked.all("x-amz-security-token")).containsExactly(KEY.sessionToken());
    assertThat(asked.all("x-amz-content-sha256")).hasSize(1).doesNotContain("UNSIGNED-PAYLOAD");
    assertThat(asked.header("amz-sdk-invocation-id")).isEqualTo("1");
    assertThat(asked.headers()).noneMatch(header -> header.contains("mtr_"));
    assertSigned(asked);
  }

  @Test
  void the_callers_own_signature_comes_before_ours() {
    String theirs = "AWS4-HMAC-SHA256 Credential=AKIA/x, SignedHeaders=host, Signature=0";
    Wire.Message asked =
        asked(
            house.post(
                "/bedrock/model/m/converse",
                ASK,
                "authorization: " + theirs,
                "x-amz-date: 20200101T000000Z",
                "x-meterr-key: " + House.KEY));

    assertThat(asked.all("authorization")).containsExactly(theirs);
    assertThat(asked.all("x-amz-date")).containsExactly("20200101T000000Z");
    assertThat(asked.all("x-amz-content-sha256")).isEmpty();
  }

  @Test
  void an_api_key_of_bedrocks_is_a_bearer() {
    store("ABSKQmVkcm9ja0FQSUtleQ==");
    Wire.Message asked = asked(house.post("/bedrock/model/m/converse", ASK));

    assertThat(asked.all("authorization")).containsExactly("Bearer ABSKQmVkcm9ja0FQSUtleQ==");
    assertThat(asked.headers()).noneMatch(header -> header.startsWith("x-amz-"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"access_key_id\":\"AKIA0123456789ABCDEF\",\"secret_access_key\":\"" + SECRET + "\"}",
        "{\"access_key_id\":\"\",\"secret_access_key\":\"" + SECRET + "\"}",
        "{\"secret_access_key\":\"" + SECRET + "\""
      })
  void a_key_that_cannot_sign_is_503_and_is_not_shown(String stored) {
    store(stored);
    Wire.Message answer = house.post("/bedrock/model/m/converse", ASK).message();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text())
        .containsPattern("meterr_provider_(key_malformed|not_configured)")
        .doesNotContain(SECRET, "AKIA");
    assertThat(house.provider.wasReached()).isFalse();
    assertThat(house.journal.isAsked()).isFalse();
  }

  private void store(String secret) {
    house.organizationsKeys.put(BEDROCK, new ProviderSecret(secret));
  }

  private Wire.Message asked(Wire client) {
    Wire provider = house.provider.accept();
    Wire.Message asked = provider.message();
    provider.answer(200, "application/json", "{}");
    assertThat(client.message().status()).isEqualTo(200);
    return asked;
  }

  private static void assertSigned(Wire.Message asked) {
    String authorization = Objects.requireNonNull(asked.header("authorization"));
    String signed = authorization.replaceAll(".*SignedHeaders=|,.*", "");

    assertThat(asked.all("authorization")).hasSize(1);
    assertThat(List.of(signed.split(";", -1)))
        .contains("host", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256");
    assertThat(authorization)
        .isEqualTo(
            AwsJudge.authorization(
                asked.startLine().split(" ", -1)[0],
                asked.target(),
                asked.headers(),
                signed,
                asked.body(),
                KEY,
                "eu-central-1",
                "bedrock"));
  }
}
