package ai.meterr.gateway.signin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** What AWS's own SDK says of a request: the Authorization header that it should have. */
public final class AwsJudge {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private AwsJudge() {}

  /**
   * @param headers lines as they arrived; those that the arrived signature names are judged
   * @param signedHeaders their names, as in {@code SignedHeaders=}
   */
  public static String authorization(
      String method,
      String target,
      List<String> headers,
      String signedHeaders,
      byte[] body,
      AwsKey key,
      String region,
      String service) {
    List<String> names = List.of(signedHeaders.split(";", -1));
    int query = target.indexOf('?');
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(method))
            .protocol("https")
            .host("named.in.the.header")
            .encodedPath(query < 0 ? target : target.substring(0, query))
            .rawQueryParameters(parameters(query < 0 ? "" : target.substring(query + 1)));
    Instant at = Instant.EPOCH;
    for (String line : headers) {
      String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
      String value = line.substring(line.indexOf(':') + 1).trim();
      if (name.equals("x-amz-date")) {
        at = TIME.parse(value, Instant::from);
      } else if (names.contains(name)
          && !name.equals("x-amz-content-sha256")
          && !name.equals("x-amz-security-token")) {
        request.appendHeader(name, value);
      }
    }
    Clock clock = Clock.fixed(at, ZoneOffset.UTC);
    SdkHttpRequest complete = request.build();
    AwsCredentialsIdentity identity =
        key.sessionToken() == null
            ? AwsCredentialsIdentity.create(key.accessKeyId(), key.secretAccessKey())
            : AwsSessionCredentialsIdentity.create(
                key.accessKeyId(), key.secretAccessKey(), key.sessionToken());
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(identity)
                    .request(complete)
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock))
        .request()
        .firstMatchingHeader("Authorization")
        .orElseThrow();
  }

  private static Map<String, List<String>> parameters(String query) {
    Map<String, List<String>> parameters = new HashMap<>();
    for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] pair = part.split("=", 2);
      parameters
          .computeIfAbsent(decoded(pair[0]), first -> new ArrayList<>())
          .add(pair.length < 2 ? "" : decoded(pair[1]));
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
