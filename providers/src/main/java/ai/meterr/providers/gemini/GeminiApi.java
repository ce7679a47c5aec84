package ai.meterr.providers.gemini;

import static ai.meterr.event.EndpointKind.COUNTING;
import static ai.meterr.event.EndpointKind.METERED;
import static ai.meterr.event.EndpointKind.NO_USAGE;
import static ai.meterr.event.EndpointKind.UNKNOWN;

import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.EndpointTable;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.Provider;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.forwarded.ForwardedEndpoint;
import ai.meterr.providers.forwarded.Unread;
import ai.meterr.providers.json.ModelRequest;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Google's Gemini API (https://ai.google.dev/api, as of 2026-10), in all its versions. */
public final class GeminiApi implements ProviderApi {
  private static final Provider PROVIDER =
      Provider.of(
          ProviderId.GEMINI.name(),
          "https://generativelanguage.googleapis.com",
          new KeyPlace("x-goog-api-key", ""),
          new GeminiErrors());
  private static final Pattern VERSION = Pattern.compile("^/v1(alpha|beta)?(?=/)");

  private static final Supplier<AnswerReader> CONTENT =
      () -> new AnswerDocuments(ContentTranscript.WANTED, new ContentTranscript());
  private static final Supplier<AnswerReader> INTERACTION =
      () -> new AnswerDocuments(InteractionTranscript.WANTED, new InteractionTranscript());

  private static final Endpoint GENERATE =
      new JsonEndpoint(Operation.GENERATE_CONTENT, METERED, GeminiRequest::readMethod, CONTENT);
  private static final Endpoint EMBED =
      new JsonEndpoint(Operation.EMBEDDINGS, METERED, GeminiRequest::readMethod, CONTENT);
  private static final Endpoint COUNT =
      new JsonEndpoint(Operation.COUNT_TOKENS, COUNTING, GeminiRequest::readMethod, Unread::new);
  private static final Endpoint INTERACTIONS =
      new JsonEndpoint(Operation.GENERATE_CONTENT, METERED, ModelRequest::read, INTERACTION);

  /** Looking at an interaction costs nothing, but carries the usage of one in the background. */
  private static final Endpoint EARLIER_INTERACTION =
      new JsonEndpoint(Operation.GENERATE_CONTENT, NO_USAGE, null, INTERACTION);

  private static final Endpoint BATCH = new ForwardedEndpoint(Operation.BATCH, UNKNOWN);

  private static final EndpointTable ENDPOINTS =
      EndpointTable.builder()
          .post("/models/*:generateContent", GENERATE)
          .post("/models/*:streamGenerateContent", GENERATE)
          .post("/tunedModels/*:generateContent", GENERATE)
          .post("/tunedModels/*:streamGenerateContent", GENERATE)
          .post("/models/*:embedContent", EMBED)
          .post("/models/*:batchEmbedContents", EMBED)
          .post("/models/*:countTokens", COUNT)
          .post("/models/*:batchGenerateContent", BATCH)
          .post("/models/*:asyncBatchEmbedContent", BATCH)
          .post("/interactions", INTERACTIONS)
          .get("/interactions/*", EARLIER_INTERACTION)
          .post("/interactions/*/cancel", EARLIER_INTERACTION)
          .build();

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public Endpoint endpoint(String method, String path) {
    return ENDPOINTS.find(method, VERSION.matcher(path).replaceFirst(""));
  }
}
