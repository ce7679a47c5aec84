package ai.meterr.providers.gemini;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.Endpoint.NotJson;
import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.json.RequestBody;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What Meterr sees of a request for a method of a model: the path names both, and whether it
 * streams.
 */
final class GeminiRequest {
  private static final String STREAMING_METHOD = ":streamGenerateContent";
  private static final int MODEL_NAME_MAX = 256;

  private GeminiRequest() {}

  static RequestFacts readMethod(String path, String query, InputStream body) throws NotJson {
    RequestBody.read(body, (name, value) -> {});
    return RequestFacts.of(model(path), path.endsWith(STREAMING_METHOD));
  }

  /** {@code gemini-2.5-flash} of {@code /v1beta/models/gemini-2.5-flash:generateContent}. */
  private static @Nullable ModelId model(String path) {
    String segment = path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf(':'));
    String name = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    return name.isEmpty() || name.length() > MODEL_NAME_MAX ? null : new ModelId(name);
  }
}
