package ai.meterr.providers.gemini;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.Endpoint.NotJson;
import ai.meterr.providers.ModelInPath;
import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.json.RequestBody;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What Meterr sees of a request for a method of a model: the path names both, and whether it
 * streams.
 */
final class GeminiRequest {
  private static final String STREAMING_METHOD = ":streamGenerateContent";

  private GeminiRequest() {}

  static RequestFacts readMethod(String path, String query, InputStream body) throws NotJson {
    RequestBody.read(body, (name, value) -> {});
    return RequestFacts.of(model(path), path.endsWith(STREAMING_METHOD));
  }

  /** {@code gemini-2.5-flash} of {@code /v1beta/models/gemini-2.5-flash:generateContent}. */
  private static @Nullable ModelId model(String path) {
    String segment = path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf(':'));
    return ModelInPath.model(ModelInPath.decoded(segment));
  }
}
