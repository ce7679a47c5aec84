package ai.meterr.providers.bedrock;

import static ai.meterr.event.EndpointKind.COUNTING;
import static ai.meterr.event.EndpointKind.METERED;
import static ai.meterr.event.EndpointKind.UNKNOWN;

import ai.meterr.catalog.Operation;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.Provider;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.forwarded.ForwardedEndpoint;
import ai.meterr.providers.forwarded.Unread;
import ai.meterr.providers.openai.OpenAiApi;
import ai.meterr.providers.openai.OpenAiErrors;

/**
 * Bedrock's runtime (https://docs.aws.amazon.com/bedrock/latest/APIReference, read 2026-11-24). It
 * has a host for each region, hence no default. A stream of its own is binary: where one breaks
 * off, nothing is added, and the missing end tells the client.
 */
public final class BedrockApi implements ProviderApi {
  /** API keys of Bedrock; with an access key of AWS the request is signed instead. */
  private static final Provider PROVIDER =
      Provider.of("bedrock", null, KeyPlace.BEARER.or(KeyPlace.Account.AWS), new OpenAiErrors());

  private static final ProviderApi OPENAI = new OpenAiApi();

  private static final Endpoint CONVERSE =
      new BedrockEndpoint(
          Operation.CHAT,
          METERED,
          (request, headers) -> new BedrockAnswer(new ConverseTranscript()));
  private static final Endpoint INVOKE =
      new BedrockEndpoint(
          Operation.CHAT,
          METERED,
          (request, headers) ->
              new BedrockAnswer(
                  new InvokeTranscript(request.streamed(), Counts.ofHeaders(headers))));
  private static final Endpoint COUNT =
      new BedrockEndpoint(Operation.COUNT_TOKENS, COUNTING, (request, headers) -> new Unread());
  private static final Endpoint ASYNC_INVOKE = new ForwardedEndpoint(Operation.BATCH, UNKNOWN);

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public Endpoint endpoint(String method, String path) {
    if (method.equals("POST")) {
      switch (ModelPath.operation(path)) {
        case "converse", "converse-stream" -> {
          return CONVERSE;
        }
        case "invoke", "invoke-with-response-stream" -> {
          return INVOKE;
        }
        case "count-tokens" -> {
          return COUNT;
        }
        default -> {}
      }
      if (path.equals("/async-invoke")) {
        return ASYNC_INVOKE;
      }
    }
    return OPENAI.endpoint(method, path.startsWith("/openai/v1/") ? path.substring(7) : path);
  }
}
