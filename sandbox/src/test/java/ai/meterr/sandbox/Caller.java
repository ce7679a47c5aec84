package ai.meterr.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A sandbox and a client that talks to it, with a good key for every API. */
final class Caller implements AutoCloseable {
  static final String CHAT = "/v1/chat/completions";
  static final String MESSAGES = "/v1/messages";
  static final String GENERATE = "/v1beta/models/gemini-2.5-flash:generateContent";
  static final String STREAM = "/v1beta/models/gemini-2.5-flash:streamGenerateContent";
  static final String INTERACTIONS = "/v1beta/interactions";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final Sandbox sandbox;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Caller(SandboxConfig config) {
    this.sandbox = Sandbox.start(config);
  }

  static Caller seeded(long seed) {
    return new Caller(SandboxConfig.immediate(seed));
  }

  record Answer(int status, Map<String, List<String>> headers, byte[] bytes) {
    String text() {
      if (!header("content-encoding").equals("gzip")) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    JsonNode json() {
      return Json.MAPPER.readTree(text());
    }

    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }

    List<Frame> frames() {
      List<Frame> frames = new ArrayList<>();
      for (String block : text().split("\r?\n\r?\n")) {
        String event = "";
        for (String line : block.split("\r?\n")) {
          if (line.startsWith("event: ")) {
            event = line.substring("event: ".length());
          } else {
            frames.add(new Frame(event, line.substring("data: ".length())));
          }
        }
      }
      return frames;
    }
  }

  record Frame(String event, String data) {
    JsonNode json() {
      return Json.MAPPER.readTree(data);
    }
  }

  Answer post(String path, String body, String... headers) throws IOException {
    return send(path, body, headers);
  }

  Answer get(String path, String... headers) throws IOException {
    return send(path, null, headers);
  }

  private Answer send(String path, @Nullable String body, String... headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(sandbox.address().resolve(path)).timeout(PATIENCE);
    boolean hasKey = List.of(headers).contains("authorization") || path.contains("key=");
    if (!hasKey) {
      request.header("authorization", "Bearer sk-sandbox-good");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (body != null) {
      request.POST(BodyPublishers.ofString(body));
    }
    return exchange(request.build());
  }

  Answer exchange(HttpRequest request) throws IOException {
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    sandbox.close();
  }

  static String chat(String model, String text, String more) {
    return """
    {"model":"%s","messages":[{"role":"user","content":"%s"}]%s}\
    """
        .formatted(model, text, more);
  }

  static String messages(String model, String text, String more) {
    return """
    {"model":"%s","max_tokens":4000,"messages":[{"role":"user","content":"%s"}]%s}\
    """
        .formatted(model, text, more);
  }

  static String contents(String text, String more) {
    return """
    {"contents":[{"role":"user","parts":[{"text":"%s"}]}]%s}\
    """
        .formatted(text, more);
  }
}
