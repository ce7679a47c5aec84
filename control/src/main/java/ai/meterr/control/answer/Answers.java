package ai.meterr.control.answer;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes answers: whole, with their length, never to be stored. */
public final class Answers {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private Answers() {}

  public static byte[] json(Consumer<JsonGenerator> writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
      writer.accept(json);
    }
    return bytes.toByteArray();
  }

  public static byte[] json(Problem problem) {
    return json(json -> write(json, problem, null));
  }

  public static void send(ServerResponse response, Consumer<JsonGenerator> writer) {
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(json(writer));
  }

  public static void send(ServerResponse response, Problem problem) {
    send(response, problem, null);
  }

  /**
   * @param instance names this failure in the log as well; null where nothing is logged
   */
  public static void send(ServerResponse response, Problem problem, @Nullable UUID instance) {
    Problem.Kind kind = problem.kind();
    response.status(kind.status());
    response.header(HeaderNames.CONTENT_TYPE, "application/problem+json");
    if (kind.status() == 401) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"meterr\"");
    }
    if (problem.retryAfterSeconds() > 0) {
      response.header("Retry-After", Integer.toString(problem.retryAfterSeconds()));
    }
    response.send(json(json -> write(json, problem, instance)));
  }

  private static void write(JsonGenerator json, Problem problem, @Nullable UUID instance) {
    json.writeStartObject();
    json.writeStringProperty("type", problem.kind().type());
    json.writeStringProperty("title", problem.kind().title());
    json.writeNumberProperty("status", problem.kind().status());
    if (problem.detail() != null) {
      json.writeStringProperty("detail", problem.detail());
    }
    if (instance != null) {
      json.writeStringProperty("instance", "urn:uuid:" + instance);
    }
    if (!problem.faults().isEmpty()) {
      json.writeArrayPropertyStart("errors");
      for (Problem.Fault fault : problem.faults()) {
        json.writeStartObject();
        json.writeStringProperty("name", fault.name());
        json.writeStringProperty("reason", fault.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** An answer of a few words, for what is no part of the API. */
  public static void text(ServerResponse response, int status, String text) {
    response.status(status);
    response.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.send(text.getBytes(StandardCharsets.UTF_8));
  }
}
