package ai.meterr.gateway.signin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS's Signature Version 4, in a header, for all services but S3
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, read
 * 2026-11-24). Texts of a request are as on the wire, a character for a byte.
 */
final class SigV4 {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private SigV4() {}

  /**
   * @param target path and query, without {@code .} and {@code ..} in the path
   * @param headers those that are signed: lower-case names with their values, {@code host} and
   *     {@code x-amz-date} among them
   * @param bodySha256 lower-case hex
   */
  record Request(
      String method, String target, SortedMap<String, List<String>> headers, String bodySha256) {}

  /**
   * What is signed for.
   *
   * @param time as in {@code x-amz-date}: {@code 20261124T090000Z}
   */
  record Scope(String time, String region, String service) {
    @Override
    public String toString() {
      return date() + "/" + region + "/" + service + "/aws4_request";
    }

    private String date() {
      return time.substring(0, 8);
    }
  }

  /** Value of the Authorization header. */
  static String authorization(Request request, AwsKey key, Scope scope) {
    String toSign =
        ALGORITHM + "\n" + scope.time + "\n" + scope + "\n" + Digests.sha256(canonical(request));
    byte[] signing = ("AWS4" + key.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(scope.date(), scope.region, scope.service, "aws4_request")) {
      signing = hmac(signing, part);
    }
    return ALGORITHM
        + " Credential="
        + key.accessKeyId()
        + "/"
        + scope
        + ", SignedHeaders="
        + String.join(";", request.headers.keySet())
        + ", Signature="
        + HexFormat.of().formatHex(hmac(signing, toSign));
  }

  private static String canonical(Request request) {
    int query = request.target.indexOf('?');
    String path = query < 0 ? request.target : request.target.substring(0, query);
    StringBuilder text = new StringBuilder(512);
    text.append(request.method).append('\n');
    text.append(canonicalPath(path)).append('\n');
    text.append(query < 0 ? "" : canonicalQuery(request.target.substring(query + 1))).append('\n');
    request.headers.forEach(
        (name, values) ->
            text.append(name)
                .append(':')
                .append(values.stream().map(SigV4::trimmed).collect(Collectors.joining(",")))
                .append('\n'));
    text.append('\n').append(String.join(";", request.headers.keySet()));
    return text.append('\n').append(request.bodySha256).toString();
  }

  /**
   * A path on the wire is encoded already and is encoded once more, so that {@code %3A} is {@code
   * %253A} here; slashes in a row count as one.
   */
  private static String canonicalPath(String path) {
    return encoded(path.isEmpty() ? "/" : path.replaceAll("/{2,}", "/"), "/");
  }

  /**
   * Parameters are encoded once, whatever was escaped on the wire, and sorted by name and value.
   */
  private static String canonicalQuery(String query) {
    record Parameter(String name, String value) {}
    List<Parameter> parameters = new ArrayList<>();
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      if (!name.isEmpty()) {
        parameters.add(new Parameter(encoded(decoded(name), ""), encoded(decoded(value), "")));
      }
    }
    return parameters.stream()
        .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
        .map(parameter -> parameter.name + "=" + parameter.value)
        .collect(Collectors.joining("&"));
  }

  private static String trimmed(String value) {
    return value.strip().replaceAll("\\s+", " ");
  }

  private static String encoded(String text, String kept) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
      char c = (char) (b & 0xFF);
      if (UNRESERVED.indexOf(c) >= 0 || kept.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /** A plus is a space, as in forms; an escape that is none stands for itself. */
  private static String decoded(String text) {
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%'
          && i + 2 < text.length()
          && HexFormat.isHexDigit(text.charAt(i + 1))
          && HexFormat.isHexDigit(text.charAt(i + 2))) {
        decoded.append((char) HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        decoded.append(c == '+' ? ' ' : c);
      }
    }
    return decoded.toString();
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has HMAC-SHA256", impossible);
    }
  }
}
