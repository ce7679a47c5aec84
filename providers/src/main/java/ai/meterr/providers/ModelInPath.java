package ai.meterr.providers;

import ai.meterr.providers.json.RequestBody;
import java.io.InputStream;

/**
 * An endpoint on the model that its path names: of the body nothing is needed but that it is JSON.
 */
public interface ModelInPath extends Endpoint {
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
