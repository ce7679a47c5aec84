package ai.meterr.providers;

import ai.meterr.catalog.ProviderId;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One provider as Meterr knows it: where it is, how it is signed in to, what its endpoints are.
 * Immutable, safe for all threads.
 */
public interface ProviderApi {
  ProviderId id();

  /**
   * Where it is unless the operator says otherwise: origin and optional path prefix, no trailing
   * slash. Null: only where configured.
   */
  @Nullable URI defaultBase();

  /** Where the provider's own key goes. */
  KeyPlace keyPlace();

  /** How an error of Meterr's own looks to a client of this API. */
  ErrorShape errors();

  /**
   * The endpoint behind a path as it goes upstream ({@code /v1/chat/completions}). Never null: what
   * is not known is an endpoint of kind {@code UNKNOWN} where its answer may cost money, else
   * {@code NO_USAGE}.
   *
   * @param path without query
   */
  Endpoint endpoint(String method, String path);
}
