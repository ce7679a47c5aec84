package ai.meterr.providers.cloudflare;

import ai.meterr.providers.Endpoint;
import ai.meterr.providers.ErrorShape;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.Provider;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.compatible.CompatibleUsage;
import ai.meterr.providers.openai.OpenAiErrors;

/**
 * Workers AI (https://developers.cloudflare.com/workers-ai, as of 2026-10): endpoints made after
 * OpenAI's, and {@code /ai/run/} with the model's name behind it.
 */
public final class CloudflareApi implements ProviderApi {
  private static final ErrorShape ERRORS = new OpenAiErrors();
  private static final Provider PROVIDER =
      Provider.of("cloudflare", "https://api.cloudflare.com", KeyPlace.BEARER, ERRORS);
  private static final CompatibleEndpoints OTHERS =
      CompatibleEndpoints.unasked(CompatibleUsage::read, CompatibleUsage::read);
  private static final Endpoint RUN = new RunEndpoint();

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public Endpoint endpoint(String method, String path) {
    return method.equals("POST") && path.contains(RunEndpoint.BEFORE_MODEL)
        ? RUN
        : OTHERS.find(method, path);
  }
}
