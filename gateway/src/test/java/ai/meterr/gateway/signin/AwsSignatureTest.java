package ai.meterr.gateway.signin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our signatures are those that AWS publishes, and those that its SDK makes. */
class AwsSignatureTest {
  /** Of the published cases: https://github.com/awslabs/aws-c-auth, aws-signing-test-suite/v4. */
  private static final AwsKey EXAMPLE =
      new AwsKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null, null);

  private static final String NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "get-vanilla | GET | / | |"
            + " 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-utf8 | GET | /ሴ | |"
            + " 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        "get-space | GET | /example space/ | |"
            + " 652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
        "get-slashes-normalized | GET | //example// | |"
            + " 9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        "get-vanilla-query-order-encoded | GET |"
            + " /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1 | |"
            + " 371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        "get-vanilla-utf8-query | GET | /?ሴ=bar | |"
            + " 2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        "get-header-value-trim | GET | / | my-header1: value1;my-header2: \"a   b   c\" |"
            + " acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        "get-header-value-order | GET | / |"
            + " my-header1:value4;my-header1:value1;my-header1:value3;my-header1:value2 |"
            + " 08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
        "get-vanilla-with-session-token | GET | / |"
            + " x-amz-security-token:"
            + "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267 |"
            + " 07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        "post-vanilla | POST | / | |"
            + " 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
      })
  void a_published_case_has_its_published_signature(
      String name, String method, String target, @Nullable String headers, String signature) {
    SortedMap<String, List<String>> signed = new TreeMap<>();
    signed.put("host", List.of("example.amazonaws.com"));
    signed.put("x-amz-date", List.of("20150830T123600Z"));
    for (String line : headers == null ? new String[0] : headers.split(";", -1)) {
      signed
          .computeIfAbsent(line.substring(0, line.indexOf(':')), first -> new ArrayList<>())
          .add(line.substring(line.indexOf(':') + 1));
    }

    String authorization =
        SigV4.authorization(
            new SigV4.Request(
                method, new String(target.getBytes(UTF_8), ISO_8859_1), signed, NOTHING),
            EXAMPLE,
            new SigV4.Scope("20150830T123600Z", "us-east-1", "service"));

    assertThat(authorization)
        .isEqualTo(
            "AWS4-HMAC-SHA256"
                + " Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
                + String.join(";", signed.keySet())
                + ", Signature="
                + signature);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/model/anthropic.claude-3-5-sonnet-20241022-v2:0/converse",
        "/model/anthropic.claude-3-5-sonnet-20241022-v2%3A0/converse",
        "/model/anthropic.claude-3-5-sonnet-20241022-v2%3a0/converse-stream",
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.a.b-v1%3A0/invoke",
        "/model/arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b-v1:0/invoke",
        "/prefix//model/m/converse?a=b%20c&A=%2F&a=&z",
        "/async-invoke?nextToken=a%2Bb%3D%3D&maxResults=2"
      })
  void model_ids_are_encoded_as_the_sdk_does(String target) {
    assertSameAsSdk("POST", target, Map.of(), "{}", EXAMPLE);
  }

  @Test
  void any_request_has_the_sdks_signature() {
    Random random = new Random(20261124);
    String plain = "abcXYZ019-._~:@!$'()*,;=";
    for (int i = 0; i < 2_000; i++) {
      StringBuilder target = new StringBuilder();
      for (int segment = random.nextInt(5); segment >= 0; segment--) {
        target.append('/').append('s').append(text(random, plain));
      }
      if (random.nextBoolean()) {
        target.append("?q=").append(text(random, plain.replace("=", "")));
        for (int parameter = random.nextInt(4); parameter > 0; parameter--) {
          target.append('&').append('p').append(text(random, "abAB"));
          target.append('=').append(text(random, plain + "+/?"));
        }
      }
      byte[] body = new byte[random.nextInt(2_000)];
      random.nextBytes(body);
      assertSameAsSdk(
          random.nextBoolean() ? "POST" : "GET",
          target.toString(),
          Map.of(
              "Content-Type",
              "application/json;  charset=utf-8",
              "x-amzn-bedrock-trace",
              "  ENABLED ",
              "X-Amz-Target",
              "t" + i),
          new String(body, ISO_8859_1),
          new AwsKey(
              "AKIA0123456789ABCDEF",
              "secret" + random.nextLong(),
              random.nextBoolean() ? "token" + random.nextLong() + "//==" : null,
              null));
    }
  }

  @Test
  void only_what_no_proxy_changes_is_signed() {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    headers.set("host", "bedrock-runtime.us-east-1.amazonaws.com");
    headers.set("user-agent", "u");
    headers.set("accept", "*/*");
    headers.set("x-amzn-trace-id", "Root=1");
    sign("GET", "/", headers, Unpooled.EMPTY_BUFFER, EXAMPLE);

    assertThat(headers.get("authorization"))
        .contains(
            "/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date,");
  }

  @Test
  void the_host_of_other_providers_apis_is_another_service() {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    headers.set("host", "bedrock-mantle.us-east-1.api.aws");
    sign("GET", "/", headers, Unpooled.EMPTY_BUFFER, EXAMPLE);

    assertThat(headers.get("authorization")).contains("/us-east-1/bedrock-mantle/aws4_request");
  }

  private static void assertSameAsSdk(
      String method, String target, Map<String, String> more, String body, AwsKey key) {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    headers.set("Host", "bedrock-runtime.us-east-1.amazonaws.com:8443");
    more.forEach(headers::set);
    byte[] bytes = body.getBytes(ISO_8859_1);
    int half = bytes.length / 2;
    ByteBuf pieces =
        Unpooled.wrappedBuffer(
            Unpooled.wrappedBuffer(bytes, 0, half),
            Unpooled.directBuffer().writeBytes(bytes, half, bytes.length - half));
    try {
      sign(method, target, headers, pieces, key);
      assertThat(pieces.readableBytes()).isEqualTo(bytes.length);
    } finally {
      pieces.release();
    }
    String authorization = headers.get("authorization");
    List<String> lines =
        headers.entries().stream()
            .map(header -> header.getKey() + ": " + header.getValue())
            .toList();

    assertThat(authorization)
        .as(target)
        .isEqualTo(
            AwsJudge.authorization(
                method,
                target,
                lines,
                authorization.replaceAll(".*SignedHeaders=|,.*", ""),
                bytes,
                key,
                "us-east-1",
                "bedrock"));
  }

  private static void sign(
      String method, String target, HttpHeaders headers, ByteBuf body, AwsKey key) {
    AwsSignature.sign(
        method, target, headers, body, key, "us-east-1", Instant.parse("2026-11-24T09:00:00Z"));
  }

  private static String text(Random random, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      if (random.nextInt(5) == 0) {
        text.append(
            String.format(random.nextBoolean() ? "%%%02X" : "%%%02x", 32 + random.nextInt(95)));
      } else {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
    }
    return text.toString();
  }
}
