package ai.meterr.control.access;

import ai.meterr.control.answer.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other sites from changing anything with a visitor's cookie. Browsers say where a request
 * comes from in {@code Sec-Fetch-Site} and {@code Origin}, which no page can forge; a request with
 * neither is no browser's, and has nobody's cookie but its own.
 */
final class SameOrigin {
  private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

  private final @Nullable String publicAuthority;

  SameOrigin(@Nullable URI publicUrl) {
    this.publicAuthority = publicUrl == null ? null : authority(publicUrl);
  }

  /**
   * @throws Problem where the request comes from another site
   */
  void check(ServerRequest request) {
    String site = header(request, SEC_FETCH_SITE);
    if (site != null) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        throw Problem.of(Problem.Kind.CROSS_SITE);
      }
      return;
    }
    String origin = header(request, HeaderNames.ORIGIN);
    if (origin != null && !isOurs(origin, header(request, HeaderNames.HOST))) {
      throw Problem.of(Problem.Kind.CROSS_SITE);
    }
  }

  private boolean isOurs(String origin, @Nullable String host) {
    URI uri;
    try {
      uri = URI.create(origin);
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
    String from = authority(uri);
    return from != null
        && (from.equals(publicAuthority)
            || (host != null && from.equals(withoutDefaultPort(host, uri.getScheme()))));
  }

  private static @Nullable String authority(URI uri) {
    return uri.getHost() == null ? null : withoutDefaultPort(uri.getAuthority(), uri.getScheme());
  }

  private static String withoutDefaultPort(String authority, String scheme) {
    String suffix = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(suffix) ? lower.substring(0, lower.length() - suffix.length()) : lower;
  }

  private static @Nullable String header(ServerRequest request, HeaderName name) {
    return request.headers().contains(name) ? request.headers().get(name).get() : null;
  }
}
