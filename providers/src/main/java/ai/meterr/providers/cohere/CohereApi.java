package ai.meterr.providers.cohere;

import static ai.meterr.event.EndpointKind.COUNTING;
import static ai.meterr.event.EndpointKind.METERED;
import static ai.meterr.event.EndpointKind.NO_USAGE;
import static ai.meterr.event.EndpointKind.UNKNOWN;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
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
import ai.meterr.providers.openai.OpenAiErrors;
import java.util.function.Supplier;

/** Cohere (https://docs.cohere.com/reference/about, read 2026-11-24). */
public final class CohereApi implements ProviderApi {
  private static final Provider PROVIDER =
      Provider.of("cohere", "https://api.cohere.com", KeyPlace.BEARER, new OpenAiErrors());

  private static final Endpoint CHAT = billed(Operation.CHAT);
  private static final Endpoint EMBED = billed(Operation.EMBEDDINGS);
  private static final Endpoint RERANK = billed(Operation.RERANK);
  private static final Endpoint TOKENIZE = endpoint(Operation.COUNT_TOKENS, COUNTING, Unread::new);
  private static final Endpoint CHECK = new ForwardedEndpoint(Operation.OTHER, NO_USAGE);

  private static final EndpointTable ENDPOINTS =
      EndpointTable.builder()
          .post("/v1/chat", CHAT)
          .post("/v2/chat", CHAT)
          .post("/v1/generate", billed(Operation.TEXT_COMPLETION))
          .post("/v1/summarize", billed(Operation.TEXT_COMPLETION))
          .post("/v1/embed", EMBED)
          .post("/v2/embed", EMBED)
          .post("/v1/rerank", RERANK)
          .post("/v2/rerank", RERANK)
          .post("/v1/classify", billed(Operation.OTHER))
          .post("/v1/tokenize", TOKENIZE)
          .post("/v1/detokenize", TOKENIZE)
          .post("/v1/check-api-key", CHECK)
          .post("/v1/embed-jobs", new ForwardedEndpoint(Operation.BATCH, UNKNOWN))
          .post("/v2/audio/transcriptions", new ForwardedEndpoint(Operation.TRANSCRIPTION, UNKNOWN))
          .build();

  private static Endpoint billed(Operation operation) {
    return endpoint(
        operation,
        METERED,
        () -> new AnswerDocuments(CohereTranscript.WANTED, new CohereTranscript()));
  }

  private static Endpoint endpoint(
      Operation operation, EndpointKind kind, Supplier<AnswerReader> reader) {
    return new JsonEndpoint(operation, kind, ModelRequest::read, reader);
  }

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public Endpoint endpoint(String method, String path) {
    return ENDPOINTS.find(method, path);
  }
}
