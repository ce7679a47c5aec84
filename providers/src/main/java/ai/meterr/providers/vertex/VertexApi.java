package ai.meterr.providers.vertex;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.Provider;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.forwarded.ForwardedEndpoint;
import ai.meterr.providers.gemini.GeminiApi;
import ai.meterr.providers.gemini.GeminiErrors;

/**
 * Google's own models on Vertex AI (https://cloud.google.com/vertex-ai/generative-ai/docs, read
 * 2026-11-24). Gemini's methods answer as Gemini's API does, with a {@code trafficType} for a tier.
 */
public final class VertexApi implements ProviderApi {
  private static final Provider PROVIDER =
      Provider.of(
          "vertex",
          "https://aiplatform.googleapis.com",
          KeyPlace.BEARER.or(KeyPlace.Account.GOOGLE),
          new GeminiErrors());
  private static final ProviderApi GEMINI = new GeminiApi();

  private static final Endpoint PREDICT =
      new JsonEndpoint(
          Operation.EMBEDDINGS,
          EndpointKind.METERED,
          null,
          () -> new AnswerDocuments(PredictTranscript.WANTED, new PredictTranscript()));

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public Endpoint endpoint(String method, String path) {
    ModelPath place = method.equals("POST") ? ModelPath.of(path) : null;
    if (place == null || !place.publisher().equals("google")) {
      return ForwardedEndpoint.of(method, path);
    }
    return switch (place.method()) {
      case "predict" ->
          new LocatedEndpoint(
              place,
              place.model().startsWith("imagen")
                  ? Operation.IMAGE_GENERATION
                  : Operation.EMBEDDINGS,
              PREDICT);
      case "generateContent", "streamGenerateContent", "embedContent", "countTokens" -> {
        Endpoint like = GEMINI.endpoint(method, "/v1/models/any:" + place.method());
        yield new LocatedEndpoint(place, like.operation(), like);
      }
      default -> ForwardedEndpoint.of(method, path);
    };
  }
}
