package ai.meterr.sandbox;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * One request, read in full.
 *
 * @param path decoded, without the prefix that named the API
 * @param body missing where there is none
 * @param bodyReadable false where there is a body that is not JSON
 * @param digest of seed, path and body: equal requests get equal answers
 * @param id 24 letters that no other request has, for the answer's own request id
 */
record Request(
    Api api,
    String method,
    String path,
    Map<String, String> query,
    Headers headers,
    JsonNode body,
    boolean bodyReadable,
    long digest,
    String id) {
  static Request read(HttpExchange exchange, byte[] bytes, long seed, Ids ids) {
    String path = exchange.getRequestURI().getPath();
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    Headers headers = exchange.getRequestHeaders();
    Api api = api(path, query, headers);
    path = path.replaceFirst("^/(openai|anthropic|gemini)(?=/)", "");
    JsonNode body = MissingNode.getInstance();
    boolean readable = true;
    if (bytes.length > 0) {
      try {
        body = Json.MAPPER.readTree(bytes);
      } catch (JacksonException e) {
        readable = false;
      }
    }
    return new Request(
        api,
        exchange.getRequestMethod(),
        path,
        query,
        headers,
        body,
        readable,
        digest(seed, path, bytes),
        ids.next("", 24));
  }

  /**
   * The rule by which Meterr's own data plane tells the three apart; a first segment with the API's
   * name settles it.
   */
  private static Api api(String path, Map<String, String> query, Headers headers) {
    if (path.startsWith("/anthropic/")
        || path.startsWith("/v1/messages")
        || headers.containsKey("anthropic-version")) {
      return Api.ANTHROPIC;
    }
    if (path.startsWith("/gemini/")
        || path.startsWith("/v1beta")
        || path.startsWith("/v1alpha/")
        || path.startsWith("/upload/")
        || query.containsKey("key")) {
      return Api.GEMINI;
    }
    boolean google =
        headers.containsKey("x-goog-api-key")
            || headers.containsKey("x-goog-api-client")
            || path.matches("/v1/models/[^/]+:\\w+");
    return google && !path.startsWith("/openai/") ? Api.GEMINI : Api.OPENAI;
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        query.put(
            name,
            equals < 0
                ? ""
                : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static long digest(long seed, String path, byte[] body) {
    long hash = seed * 0x9e3779b97f4a7c15L ^ path.hashCode();
    for (byte b : body) {
      hash = (hash ^ b) * 0x100000001b3L;
    }
    return hash ^ (hash >>> 29);
  }

  @Nullable String header(String name) {
    return headers.getFirst(name);
  }

  /** The same numbers for the same request. */
  SplittableRandom random() {
    return new SplittableRandom(digest);
  }

  /** The caller's key, wherever one of the three APIs allows it; empty where there is none. */
  String key() {
    String bearer = header("authorization");
    if (bearer != null) {
      return bearer.replaceFirst("(?i)^bearer ", "").strip();
    }
    for (String name : List.of("x-api-key", "x-goog-api-key", "api-key")) {
      String key = header(name);
      if (key != null) {
        return key.strip();
      }
    }
    return query.getOrDefault("key", "");
  }

  /** By a member of the body, or by the verb of Gemini's path. */
  boolean streamed() {
    return body.path("stream").asBoolean(false) || verb().equals("streamGenerateContent");
  }

  /** The model as asked for: without what follows a {@code +}, which asks for faults. */
  String model() {
    String full = fullModel();
    int plus = full.indexOf('+');
    return plus < 0 ? full : full.substring(0, plus);
  }

  /**
   * The last path segment's part after the last colon, such as {@code generateContent}; empty where
   * there is none.
   */
  String verb() {
    int colon = path.lastIndexOf(':');
    return colon > path.lastIndexOf('/') ? path.substring(colon + 1) : "";
  }

  Faults faults() {
    List<String> orders = new ArrayList<>();
    orders.addAll(headers.getOrDefault("x-sandbox-fault", List.of()));
    orders.add(body.path("metadata").path("fault").asString(""));
    orders.add(body.path("labels").path("fault").asString(""));
    String full = fullModel();
    int plus = full.indexOf('+');
    if (plus >= 0) {
      orders.add(full.substring(plus + 1));
    }
    return Faults.parse(orders);
  }

  private String fullModel() {
    if (body.has("model")) {
      return body.path("model").asString("");
    }
    int models = path.indexOf("/models/");
    if (models < 0) {
      return "";
    }
    String rest = path.substring(models + "/models/".length());
    String verb = verb();
    return verb.isEmpty() ? rest : rest.substring(0, rest.length() - verb.length() - 1);
  }
}
