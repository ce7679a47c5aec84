package ai.meterr.providers.forwarded;

import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.ErrorShape;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.ProviderApi;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A provider whose calls are forwarded and recorded, but whose usage is not read. */
public record ForwardedApi(
    ProviderId id, @Nullable URI defaultBase, KeyPlace keyPlace, ErrorShape errors)
    implements ProviderApi {

  @Override
  public Endpoint endpoint(String method, String path) {
    return ForwardedEndpoint.of(method, path);
  }
}
