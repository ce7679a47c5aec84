package ai.meterr.providers.json;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.Endpoint.NotJson;
import ai.meterr.providers.RequestFacts;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What Meterr sees of a request that names its model, of an API whose streams tell usage unasked.
 */
public final class ModelRequest implements RequestBody.Members {
  private @Nullable ModelId model;
  private boolean streamed;

  private ModelRequest() {}

  public static RequestFacts read(String path, String query, InputStream body) throws NotJson {
    ModelRequest request = new ModelRequest();
    RequestBody.read(body, request);
    return RequestFacts.of(request.model, request.streamed);
  }

  @Override
  public void member(String name, JsonParser value) {
    switch (name) {
      case "model" -> model = RequestBody.model(value);
      case "stream" -> streamed = value.currentToken() == JsonToken.VALUE_TRUE;
      default -> {}
    }
  }
}
