package ai.meterr.control.contract;

import ai.meterr.control.answer.Answers;
import ai.meterr.control.query.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JsonGenerator;

/** The contract as JSON. */
public final class Contract {
  private static final String RESOURCE = "openapi.yaml";

  private byte @Nullable [] json;

  public void show(ServerRequest request, ServerResponse response) {
    Parameters.read(request.query().rawValue(), Set.of());
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(json());
  }

  /** Converted when first asked for: reading YAML would make every start slower. */
  private synchronized byte[] json() {
    if (json == null) {
      Object yaml = yaml();
      json = Answers.json(generator -> write(generator, yaml));
    }
    return json;
  }

  private static Object yaml() {
    try (InputStream resource = Contract.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + " is missing from this build");
      }
      return new Load(LoadSettings.builder().setLabel(RESOURCE).build())
          .loadFromInputStream(resource);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + RESOURCE, e);
    }
  }

  private static void write(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach(
            (name, child) -> {
              json.writeName(String.valueOf(name));
              write(json, child);
            });
        json.writeEndObject();
      }
      case Iterable<?> list -> {
        json.writeStartArray();
        list.forEach(child -> write(json, child));
        json.writeEndArray();
      }
      case Boolean bool -> json.writeBoolean(bool);
      case Integer number -> json.writeNumber(number);
      case String text -> json.writeString(text);
      default ->
          throw new IllegalStateException(
              RESOURCE + " holds a " + value.getClass().getSimpleName() + ": " + value);
    }
  }
}
