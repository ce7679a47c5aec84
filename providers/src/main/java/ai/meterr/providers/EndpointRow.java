package ai.meterr.providers;

import ai.meterr.providers.forwarded.ForwardedEndpoint;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * An endpoint and the calls that go to it. In a path, {@code *} stands for one segment.
 *
 * @param path whether a path is one of them
 */
public record EndpointRow(String method, Predicate<String> path, Endpoint endpoint) {
  /**
   * Never one that a provider could read as another path: {@code ..} or an encoded slash or dot.
   */
  private static final String SEGMENT = "(?!\\.)(?:(?!%2[EeFf])[^/])+";

  /** Of paths of this form. */
  static EndpointRow whole(String method, String form, Endpoint endpoint) {
    return new EndpointRow(method, Pattern.compile(regex(form)).asMatchPredicate(), endpoint);
  }

  /** Of paths that end so. */
  public static EndpointRow ending(String method, String form, Endpoint endpoint) {
    return form.contains("*")
        ? new EndpointRow(method, Pattern.compile(regex(form) + "\\z").asPredicate(), endpoint)
        : new EndpointRow(method, path -> path.endsWith(form), endpoint);
  }

  private static String regex(String form) {
    return Pattern.quote(form).replace("*", "\\E" + SEGMENT + "\\Q");
  }

  /** The endpoint of the first row that fits; what no row names is forwarded. */
  public static Endpoint find(List<EndpointRow> rows, String method, String path) {
    for (EndpointRow row : rows) {
      if (row.method.equals(method) && row.path.test(path)) {
        return row.endpoint;
      }
    }
    return ForwardedEndpoint.of(method, path);
  }
}
