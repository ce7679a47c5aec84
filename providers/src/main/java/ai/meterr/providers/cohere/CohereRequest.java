package ai.meterr.providers.cohere;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.Endpoint.NotJson;
import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.json.RequestBody;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What Meterr sees of a Cohere request: its streams tell usage unasked. */
final class CohereRequest implements RequestBody.Members {
  private @Nullable ModelId model;
  private boolean streamed;

  static RequestFacts read(String path, String query, InputStream body) throws NotJson {
    CohereRequest request = new CohereRequest();
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
