package ai.meterr.providers;

import ai.meterr.catalog.ProviderId;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One provider's API as Meterr knows it: whose it is, and what its endpoints are. Immutable, safe
 * for all threads.
 */
public interface ProviderApi {
  Provider provider();

  default ProviderId id() {
    return provider().id();
  }

  default @Nullable URI defaultBase() {
    return provider().defaultBase();
  }

  default KeyPlace keyPlace() {
    return provider().keyPlace();
  }

  default ErrorShape errors() {
    return provider().errors();
  }

  /**
   * The endpoint behind a path as it goes upstream ({@code /v1/chat/completions}). Never null: what
   * is not known is an endpoint of kind {@code UNKNOWN} where its answer may cost money, else
   * {@code NO_USAGE}.
   *
   * @param path without query
   */
  Endpoint endpoint(String method, String path);
}
