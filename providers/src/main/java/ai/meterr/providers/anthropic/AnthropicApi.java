package ai.meterr.providers.anthropic;

import static ai.meterr.event.EndpointKind.COUNTING;
import static ai.meterr.event.EndpointKind.METERED;
import static ai.meterr.event.EndpointKind.NO_USAGE;
import static ai.meterr.event.EndpointKind.UNKNOWN;

import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.EndpointTable;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.Provider;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.answer.ManyAnswers;
import ai.meterr.providers.forwarded.ForwardedEndpoint;
import ai.meterr.providers.forwarded.Unread;
import ai.meterr.providers.json.ModelRequest;
import java.util.List;

/** Anthropic (https://docs.anthropic.com/en/api, as of 2026-10). */
public final class AnthropicApi implements ProviderApi {
  private static final Provider PROVIDER =
      Provider.of(
          ProviderId.ANTHROPIC.name(),
          "https://api.anthropic.com",
          new KeyPlace("x-api-key", ""),
          new AnthropicErrors());

  private static final Endpoint MESSAGES =
      new JsonEndpoint(
          Operation.CHAT,
          METERED,
          ModelRequest::read,
          () -> new AnswerDocuments(MessageTranscript.WANTED, new MessageTranscript()));
  private static final Endpoint BATCH_RESULTS =
      ManyAnswers.endpoint(null, List.of("result", "message"), MessageTranscript::read);
  private static final Endpoint COUNT_TOKENS =
      new JsonEndpoint(Operation.COUNT_TOKENS, COUNTING, ModelRequest::read, Unread::new);

  /** The API before messages: billed by tokens that its answers do not tell. */
  private static final Endpoint COMPLETE =
      new JsonEndpoint(Operation.TEXT_COMPLETION, UNKNOWN, ModelRequest::read, Unread::new);

  private static final Endpoint BATCHES_LOOKED_AT =
      new ForwardedEndpoint(Operation.BATCH, NO_USAGE);

  private static final EndpointTable ENDPOINTS =
      EndpointTable.builder()
          .post("/v1/messages", MESSAGES)
          .post("/v1/messages/count_tokens", COUNT_TOKENS)
          .post("/v1/complete", COMPLETE)
          .post("/v1/messages/batches", new ForwardedEndpoint(Operation.BATCH, UNKNOWN))
          .post("/v1/messages/batches/*/cancel", BATCHES_LOOKED_AT)
          .get("/v1/messages/batches", BATCHES_LOOKED_AT)
          .get("/v1/messages/batches/*", BATCHES_LOOKED_AT)
          .get("/v1/messages/batches/*/results", BATCH_RESULTS)
          .build();

  /** The messages API, for the other APIs that speak it too. */
  public static Endpoint messages() {
    return MESSAGES;
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
