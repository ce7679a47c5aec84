package ai.meterr.gateway;

import ai.meterr.gateway.signin.AwsSignature;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What of a call's headers reaches the provider: all but Meterr's own, cookies, credentials that
 * are not meant for it, and encodings that we cannot read.
 */
final class OutgoingHeaders {
  private static final Set<String> DROPPED = Set.of("host", "cookie", "content-length", "expect");
  private static final Set<String> READABLE = Set.of("gzip", "deflate", "identity", "x-gzip");
  private static final String ACCEPT_ENCODING = "accept-encoding";

  private OutgoingHeaders() {}

  /**
   * @param signedIn whether the call is signed in with the organization's or the deployment's
   *     secret: no credential of the caller's goes on, nor what belongs to a signature of its own
   * @param identityOnly whether the answer must come uncompressed, because a frame may have to be
   *     taken out of it
   */
  static HttpHeaders of(HttpHeaders incoming, boolean signedIn, boolean identityOnly) {
    HttpHeaders outgoing = new DefaultHttpHeaders(false);
    for (Map.Entry<String, String> header : incoming) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (DROPPED.contains(name)
          || name.startsWith(Attributions.PREFIX)
          || name.equals(ACCEPT_ENCODING)
          || (signedIn
              && (Credentials.PLACES.contains(name) || AwsSignature.HEADERS.contains(name)))
          || Credentials.isMeterrKey(header.getValue())) {
        continue;
      }
      outgoing.add(header.getKey(), header.getValue());
    }
    List<String> encodings = incoming.getAll(ACCEPT_ENCODING);
    if (identityOnly) {
      outgoing.set(ACCEPT_ENCODING, "identity");
    } else if (!encodings.isEmpty()) {
      outgoing.set(ACCEPT_ENCODING, narrowed(encodings));
    }
    return outgoing;
  }

  private static String narrowed(List<String> encodings) {
    List<String> kept = new ArrayList<>();
    for (String line : encodings) {
      for (String coding : line.split(",", -1)) {
        String name = coding.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (READABLE.contains(name)) {
          kept.add(coding.trim());
        }
      }
    }
    return kept.isEmpty() ? "identity" : String.join(", ", kept);
  }
}
