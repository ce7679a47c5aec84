package ai.meterr.providers;

import ai.meterr.catalog.ProviderId;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is, and how it is signed in to.
 *
 * @param defaultBase where it is unless the operator says otherwise: origin and optional path
 *     prefix, no trailing slash. Null: only where configured.
 * @param keyPlace where the provider's own key goes
 * @param errors how an error of Meterr's own looks to a client of this API
 */
public record Provider(
    ProviderId id, @Nullable URI defaultBase, KeyPlace keyPlace, ErrorShape errors) {

  /**
   * @param base null: only where configured
   */
  public static Provider of(
      String id, @Nullable String base, KeyPlace keyPlace, ErrorShape errors) {
    return new Provider(
        new ProviderId(id), base == null ? null : URI.create(base), keyPlace, errors);
  }
}
