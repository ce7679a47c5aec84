package ai.meterr.app.demo;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call as a program sends it.
 *
 * @param path with its query
 * @param body JSON; null for a GET
 * @param leavesEarly whether the program hangs up once the answer has begun
 */
record DemoCall(
    String path, Map<String, String> headers, @Nullable String body, boolean leavesEarly) {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  DemoCall {
    headers = Map.copyOf(headers);
  }

  HttpRequest to(URI gateway) {
    HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path)).timeout(LONGEST);
    headers.forEach(request::header);
    if (body != null) {
      request.header("content-type", "application/json").POST(BodyPublishers.ofString(body));
    }
    return request.build();
  }
}
