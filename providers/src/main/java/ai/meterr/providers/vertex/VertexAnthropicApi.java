package ai.meterr.providers.vertex;

import ai.meterr.providers.Endpoint;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.Provider;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.anthropic.AnthropicApi;
import ai.meterr.providers.anthropic.AnthropicErrors;
import ai.meterr.providers.forwarded.ForwardedEndpoint;

/**
 * Claude on Vertex AI (https://docs.anthropic.com/en/api/claude-on-vertex-ai, read 2026-11-24): the
 * path names the model, the answers are those of Anthropic's messages. Tokens are counted by a
 * model of their own, {@code count-tokens}.
 */
public final class VertexAnthropicApi implements ProviderApi {
  private static final Provider PROVIDER =
      Provider.of(
          "vertex_anthropic",
          "https://aiplatform.googleapis.com",
          KeyPlace.BEARER.or(KeyPlace.Account.GOOGLE),
          new AnthropicErrors());
  private static final ProviderApi ANTHROPIC = new AnthropicApi();
  private static final Endpoint MESSAGES = ANTHROPIC.endpoint("POST", "/v1/messages");
  private static final Endpoint COUNT = ANTHROPIC.endpoint("POST", "/v1/messages/count_tokens");

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public Endpoint endpoint(String method, String path) {
    ModelPath place = method.equals("POST") ? ModelPath.of(path) : null;
    if (place == null || !place.publisher().equals("anthropic")) {
      return ForwardedEndpoint.of(method, path);
    }
    return switch (place.method()) {
      case "rawPredict", "streamRawPredict" -> {
        Endpoint like = place.model().equals("count-tokens") ? COUNT : MESSAGES;
        yield new LocatedEndpoint(place, like.operation(), like);
      }
      default -> ForwardedEndpoint.of(method, path);
    };
  }
}
