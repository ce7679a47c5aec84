package ai.meterr.control.answer;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;

/** Whether a request says that its body is JSON. */
public final class JsonBody {
  private JsonBody() {}

  /**
   * @throws Problem where it says something else, or nothing
   */
  public static void require(ServerRequest request) {
    String type =
        request.headers().contains(HeaderNames.CONTENT_TYPE)
            ? request.headers().get(HeaderNames.CONTENT_TYPE).get().toLowerCase(Locale.ROOT)
            : "";
    if (!type.equals("application/json") && !type.startsWith("application/json;")) {
      throw Problem.of(Problem.Kind.UNSUPPORTED_MEDIA_TYPE);
    }
  }
}
