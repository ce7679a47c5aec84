package ai.meterr.gateway.signin;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The signature of a request to Bedrock, in its headers. */
public final class AwsSignature {
  /**
   * All of Bedrock's hosts are signed for by one name, but for the one that serves other providers'
   * APIs (Anthropic's client does so too).
   */
  private static final String SERVICE = "bedrock";

  private static final String MANTLE = "bedrock-mantle";

  private static final String DATE = "x-amz-date";
  private static final String TOKEN = "x-amz-security-token";
  private static final String BODY = "x-amz-content-sha256";

  /** Belong to a signature, beside Authorization: a caller's never stand beside ours. */
  public static final Set<String> HEADERS = Set.of(DATE, TOKEN, BODY);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private AwsSignature() {}

  /**
   * Signs what goes out as it goes out, and puts the signature into the headers. Of these the ones
   * that AWS requires are signed: what a proxy on the way may change is not.
   *
   * @param target path and query as on the wire
   * @param headers all of them, {@code host} too
   * @param body read to the end, left as it was; takes time in proportion to its size
   */
  public static void sign(
      String method,
      String target,
      HttpHeaders headers,
      ByteBuf body,
      AwsKey key,
      String region,
      Instant now) {
    String bodySha256 = Digests.sha256(body);
    String host = headers.get("host", "").toLowerCase(Locale.ROOT);
    String service = host.startsWith(MANTLE + ".") ? MANTLE : SERVICE;
    SigV4.Scope scope = new SigV4.Scope(TIME.format(now), region, service);
    headers.set(DATE, scope.time());
    headers.set(BODY, bodySha256);
    if (key.sessionToken() != null) {
      headers.set(TOKEN, key.sessionToken());
    }
    headers.set(
        "authorization",
        SigV4.authorization(
            new SigV4.Request(method, target, signed(headers), bodySha256), key, scope));
  }

  private static SortedMap<String, List<String>> signed(HttpHeaders headers) {
    SortedMap<String, List<String>> signed = new TreeMap<>();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.equals("host")
          || name.equals("content-type")
          || (name.startsWith("x-amz") && !name.equals("x-amzn-trace-id"))) {
        signed.computeIfAbsent(name, first -> new ArrayList<>()).add(header.getValue());
      }
    }
    return signed;
  }
}
