package ai.meterr.gateway;

import ai.meterr.event.EventId;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What of a provider's headers reaches the client: all but what would speak for Meterr's own origin
 * (cookies, alternative services, permissions for other sites' pages) or in Meterr's name.
 */
final class AnswerHeaders {
  static final String EVENT_ID = "x-meterr-event-id";
  static final String COST = "x-meterr-cost";
  private static final Set<String> DROPPED = Set.of("set-cookie", "set-cookie2", "alt-svc");
  private static final String CORS = "access-control-";

  private AnswerHeaders() {}

  static HttpHeaders of(HttpHeaders provider, EventId id) {
    HttpHeaders client = new DefaultHttpHeaders(false);
    for (Map.Entry<String, String> header : provider) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!DROPPED.contains(name)
          && !name.startsWith(Attributions.PREFIX)
          && !name.startsWith(CORS)) {
        client.add(header.getKey(), header.getValue());
      }
    }
    client.set(EVENT_ID, id.value());
    return client;
  }
}
