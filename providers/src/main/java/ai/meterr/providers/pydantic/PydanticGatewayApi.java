package ai.meterr.providers.pydantic;

import ai.meterr.providers.Endpoint;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.Provider;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.anthropic.AnthropicApi;
import ai.meterr.providers.bedrock.BedrockApi;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.gemini.GeminiApi;
import ai.meterr.providers.openai.OpenAiErrors;
import ai.meterr.providers.vertex.VertexApi;
import java.util.Map;

/**
 * Pydantic's AI gateway (https://ai.pydantic.dev/gateway, as of 2026-10) passes calls on: the first
 * segments of a path say to which API, and what follows is a path of that API. The money that it
 * adds is an estimate, and is left out.
 */
public final class PydanticGatewayApi implements ProviderApi {
  private static final Provider PROVIDER =
      Provider.of(
          "pydantic_gateway", "https://gateway.pydantic.dev", KeyPlace.BEARER, new OpenAiErrors());

  private static final String PROXY = "/proxy";

  /** All others are made after OpenAI's. */
  private static final Map<String, ProviderApi> BEHIND =
      Map.of(
          "anthropic", new AnthropicApi(),
          "bedrock", new BedrockApi(),
          "gemini", new GeminiApi(),
          "google-gla", new GeminiApi(),
          "google-vertex", new VertexApi());

  private static final ProviderApi OTHERS = CompatibleApi.unasked(PROVIDER.id().name(), null);

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public Endpoint endpoint(String method, String path) {
    String behind = path.startsWith(PROXY + "/") ? path.substring(PROXY.length()) : path;
    int end = behind.indexOf('/', 1);
    ProviderApi api = end < 0 ? null : BEHIND.get(behind.substring(1, end));
    return api == null
        ? OTHERS.endpoint(method, path)
        : api.endpoint(method, behind.substring(end));
  }
}
