package ai.meterr.testkit.replay;

import ai.meterr.testkit.replay.Recording.Classes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a folder of recordings: files {@code PROVIDER.jsonl} or {@code PROVIDER.jsonl.gz}, one
 * exchange per line.
 */
public final class Recordings {
  private static final JsonMapper JSON = new JsonMapper();

  /** Belong to one connection, or are secrets, or say how bytes travelled. */
  private static final Set<String> NOT_KEPT =
      Set.of(
          "host",
          "connection",
          "keep-alive",
          "content-length",
          "transfer-encoding",
          "accept-encoding",
          "authorization",
          "x-api-key",
          "x-goog-api-key",
          "api-key",
          "cookie",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "proxy-authorization",
          "proxy-connection");

  private Recordings() {}

  /** All exchanges of these providers that have a path, in the order of the files. */
  public static List<Recording> in(Path folder, List<String> providers) {
    List<Recording> all = new ArrayList<>();
    for (String provider : providers) {
      all.addAll(ofFile(file(folder, provider)));
    }
    return all;
  }

  private static Path file(Path folder, String provider) {
    return Stream.of(".jsonl", ".jsonl.gz")
        .map(end -> folder.resolve(provider + end))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no recordings of " + provider + " in " + folder));
  }

  private static List<Recording> ofFile(Path file) {
    List<Recording> recordings = new ArrayList<>();
    each(
        file,
        record -> {
          if (!record.path("path").asString("").isEmpty()) {
            recordings.add(recording(record));
          }
        });
    return recordings;
  }

  /**
   * Hands on each line of a file of recordings, in the order of the file.
   *
   * @param file JSON lines, compressed where its name ends in {@code .gz}
   * @throws UncheckedIOException where it cannot be read
   */
  public static void each(Path file, Consumer<JsonNode> seen) {
    try (InputStream bytes = Files.newInputStream(file);
        InputStream plain =
            file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          seen.accept(JSON.readTree(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading recordings from " + file, e);
    }
  }

  private static Recording recording(JsonNode record) {
    String method = record.path("method").asString("POST");
    String query = record.path("query").asString("");
    return new Recording(
        record.path("id").asString(),
        record.path("provider").asString(),
        record.path("endpoint").asString(),
        method,
        record.path("path").asString() + (query.isEmpty() ? "" : "?" + query),
        headers(record.path("request_headers")),
        request(method, record.path("request")),
        record.path("response_status").asInt(),
        headers(record.path("response_headers")),
        body(record),
        usage(record));
  }

  private static byte @Nullable [] request(String method, JsonNode request) {
    if (!method.equals("POST")) {
      return null;
    }
    return request.isObject()
        ? JSON.writeValueAsBytes(request)
        : "{}".getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] body(JsonNode record) {
    String body = record.path("response_body").asString("");
    return record.path("response_body_encoding").asString("utf-8").equals("base64")
        ? Base64.getDecoder().decode(body)
        : body.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> headers(JsonNode recorded) {
    Map<String, String> headers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> header : recorded.properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      JsonNode value = header.getValue().isArray() ? header.getValue().path(0) : header.getValue();
      if (!NOT_KEPT.contains(name) && !name.startsWith(":") && value.isString()) {
        headers.put(name, value.stringValue());
      }
    }
    return headers;
  }

  private static @Nullable Classes usage(JsonNode record) {
    JsonNode known = record.path("expected_usage");
    if (!record.path("expected_status").asString("").equals("usage")
        || known.path("ambiguous").asBoolean(false)
        || !known.has("input")) {
      return null;
    }
    return new Classes(
        tokens(known, "input"),
        tokens(known, "cached_input"),
        tokens(known, "cache_write")
            + tokens(known, "cache_write_5m")
            + tokens(known, "cache_write_1h"),
        tokens(known, "output"));
  }

  private static long tokens(JsonNode usage, String name) {
    return usage.path(name).asLong(0);
  }
}
