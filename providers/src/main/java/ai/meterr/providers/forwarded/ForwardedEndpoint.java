package ai.meterr.providers.forwarded;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Headers;
import ai.meterr.providers.RequestFacts;
import java.io.InputStream;
import java.util.Set;

/**
 * An endpoint that is passed through unread: its usage, where it has one, is unknown.
 *
 * @param kind {@code UNKNOWN} where its answer may cost money, else {@code NO_USAGE}
 */
public record ForwardedEndpoint(Operation operation, EndpointKind kind) implements Endpoint {
  private static final ForwardedEndpoint LISTS =
      new ForwardedEndpoint(Operation.MODELS, EndpointKind.NO_USAGE);
  private static final ForwardedEndpoint FILES =
      new ForwardedEndpoint(Operation.FILES, EndpointKind.NO_USAGE);
  private static final ForwardedEndpoint LOOKS =
      new ForwardedEndpoint(Operation.OTHER, EndpointKind.NO_USAGE);
  private static final ForwardedEndpoint WORKS =
      new ForwardedEndpoint(Operation.OTHER, EndpointKind.UNKNOWN);

  private static final Set<String> WITHOUT_WORK = Set.of("GET", "HEAD", "OPTIONS", "DELETE");

  /**
   * What can be said of an endpoint that no room knows: a method that only looks or deletes makes
   * no model work; keeping files is no usage; everything else may cost money.
   */
  public static ForwardedEndpoint of(String method, String path) {
    boolean looks = WITHOUT_WORK.contains(method);
    if (!looks && (path.contains("..") || path.contains("%") || path.contains("//"))) {
      return WORKS;
    }
    if (has(path, "files") || has(path, "uploads") || path.startsWith("/upload/")) {
      return FILES;
    }
    if (looks && has(path, "models")) {
      return LISTS;
    }
    return looks ? LOOKS : WORKS;
  }

  private static boolean has(String path, String segment) {
    int at = path.indexOf("/" + segment);
    int end = at + 1 + segment.length();
    return at >= 0 && (end == path.length() || path.charAt(end) == '/');
  }

  @Override
  public boolean readsBody() {
    return false;
  }

  @Override
  public RequestFacts read(String path, String query, InputStream body) {
    return read(path, query);
  }

  @Override
  public RequestFacts read(String path, String query) {
    return RequestFacts.of(null, false);
  }

  @Override
  public AnswerReader answer(RequestFacts request, int httpStatus, Headers headers) {
    return new Unread();
  }
}
