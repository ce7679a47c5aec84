package ai.meterr.providers;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.json.RequestBody;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint on the model that its path names: of the body nothing is needed but that it is JSON.
 */
public interface ModelInPath extends Endpoint {
  /** A part of a path as it was meant; one that is not encoded as paths are stays as it is. */
  static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return part;
    }
  }

  /** The model of that name; null where it is blank or longer than any model's. */
  static @Nullable ModelId model(String name) {
    return name.isBlank() || name.length() > ModelId.LENGTH_MAX ? null : new ModelId(name);
  }

  @Override
  default boolean readsBody() {
    return true;
  }

  @Override
  default RequestFacts read(String path, String query, InputStream body) throws NotJson {
    RequestBody.read(body, (name, value) -> {});
    return read(path, query);
  }
}
