package ai.meterr.gateway;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.providers.KeyPlace;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
   * @param own the organization's or the deployment's key; where it is there, no credential of the
   *     caller's goes on
   * @param identityOnly whether the answer must come uncompressed, because a frame may have to be
   *     taken out of it
   */
  static HttpHeaders of(
      HttpHeaders incoming, KeyPlace place, Optional<ProviderSecret> own, boolean identityOnly) {
    HttpHeaders outgoing = new DefaultHttpHeaders(false);
    for (Map.Entry<String, String> header : incoming) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (DROPPED.contains(name)
          || name.startsWith(Attributions.PREFIX)
          || name.equals(ACCEPT_ENCODING)
          || (own.isPresent() && Credentials.PLACES.contains(name))
          || Credentials.isMeterrKey(header.getValue())) {
        continue;
      }
      outgoing.add(header.getKey(), header.getValue());
    }
    own.ifPresent(secret -> outgoing.set(place.header(), place.before() + secret.value()));
    List<String> encodings = incoming.getAll(ACCEPT_ENCODING);
    if (identityOnly) {
      outgoing.set(ACCEPT_ENCODING, "identity");
    } else if (!encodings.isEmpty()) {
      outgoing.set(ACCEPT_ENCODING, narrowed(encodings));
    }
    return outgoing;
  }

  /** Whether a secret, which a person entered, is fit to stand in a header. */
  static boolean canCarry(ProviderSecret secret) {
    return !secret.value().isEmpty() && secret.value().chars().allMatch(c -> c > ' ' && c < 0x7F);
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
