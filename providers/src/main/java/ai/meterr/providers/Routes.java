package ai.meterr.providers;

import ai.meterr.catalog.ProviderId;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which side of the house a path belongs to: a call to a provider, or the control plane. A pure
 * function of what the request's head says.
 */
public final class Routes {
  /** First segments that are never a provider's. */
  static final Set<String> RESERVED =
      Set.of("api", "app", "assets", "healthz", "readyz", "metrics");

  /** First segments of the public site's own pages. */
  static final Set<String> SITE =
      Set.of(
          "blog",
          "calculator",
          "changelog",
          "compare",
          "docs",
          "guides",
          "legal",
          "models",
          "prices",
          "pricing",
          "security",
          "sign-in",
          "sign-up",
          "status");

  private static final Set<String> OTLP = Set.of("/v1/traces", "/v1/metrics", "/v1/logs");

  /**
   * A method of a Gemini model. OpenAI's fine-tuned models have colons in their names too ({@code
   * /v1/models/ft:gpt-4o-mini:acme::abc}), but never one colon with only letters behind it.
   */
  private static final Pattern GEMINI_METHOD = Pattern.compile("/v1/models/[^/:]+:[A-Za-z]+");

  private Routes() {}

  public sealed interface Result {}

  public record DataPlane(Route route) implements Result {}

  public record ControlPlane() implements Result {}

  public record NotFound() implements Result {}

  /**
   * Routes a request by its head.
   *
   * @param path as the client wrote it, without query
   * @param query has no say in where a call goes
   * @param header a header's value by its lower-case name, null where the request has none
   * @return a {@link DataPlane} for any well-formed provider's name: whether there is such a
   *     provider, {@link Providers} knows
   */
  public static Result route(
      String method, String path, String query, Function<String, @Nullable String> header) {
    int second = path.indexOf('/', 1);
    if (!path.startsWith("/")) {
      return new NotFound();
    }
    if (second < 0) {
      return new ControlPlane();
    }
    String first = path.substring(1, second);
    if (RESERVED.contains(first) || SITE.contains(first)) {
      return new ControlPlane();
    }
    return switch (first) {
      case "v1" ->
          method.equals("POST") && OTLP.contains(path)
              ? new ControlPlane()
              : new DataPlane(new Route(behindV1(path, header), path));
      case "v1alpha", "v1beta", "upload" -> new DataPlane(new Route(ProviderId.GEMINI, path));
      default -> {
        String name = first.replace('-', '_');
        yield ProviderId.isWellFormed(name)
            ? new DataPlane(new Route(new ProviderId(name), path.substring(second)))
            : new NotFound();
      }
    };
  }

  private static ProviderId behindV1(String path, Function<String, @Nullable String> header) {
    if (header.apply("anthropic-version") != null
        || path.equals("/v1/complete")
        || path.equals("/v1/messages")
        || path.startsWith("/v1/messages/")) {
      return ProviderId.ANTHROPIC;
    }
    if (header.apply("x-goog-api-key") != null
        || header.apply("x-goog-api-client") != null
        || GEMINI_METHOD.matcher(path).matches()) {
      return ProviderId.GEMINI;
    }
    return ProviderId.OPENAI;
  }
}
