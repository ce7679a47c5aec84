package ai.meterr.control.access;

import ai.meterr.access.People.SessionToken;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;

/** The cookie that carries a session. It goes to the API only, and never to the data plane. */
final class SessionCookie {
  private static final String NAME = "meterr_session";
  private static final int LENGTH_MAX = 256;

  private SessionCookie() {}

  static Optional<SessionToken> read(ServerRequest request) {
    for (String header : request.headers().values(HeaderNames.COOKIE)) {
      for (String pair : header.split(";", -1)) {
        String cookie = pair.strip();
        if (cookie.startsWith(NAME + "=")
            && cookie.length() > NAME.length() + 1
            && cookie.length() <= LENGTH_MAX) {
          return Optional.of(new SessionToken(cookie.substring(NAME.length() + 1)));
        }
      }
    }
    return Optional.empty();
  }

  static void set(ServerResponse response, SessionToken token, Duration lifetime, boolean secure) {
    write(response, token.value(), lifetime, secure);
  }

  static void remove(ServerResponse response, boolean secure) {
    write(response, "", Duration.ZERO, secure);
  }

  private static void write(
      ServerResponse response, String value, Duration lifetime, boolean secure) {
    response.header(
        HeaderNames.SET_COOKIE,
        NAME
            + "="
            + value
            + "; Path=/api; Max-Age="
            + lifetime.toSeconds()
            + "; HttpOnly; SameSite=Lax"
            + (secure ? "; Secure" : ""));
  }
}
