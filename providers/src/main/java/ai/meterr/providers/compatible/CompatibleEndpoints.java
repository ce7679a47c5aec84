package ai.meterr.providers.compatible;

import static ai.meterr.event.EndpointKind.METERED;
import static ai.meterr.event.EndpointKind.NO_USAGE;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.EndpointRow;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.answer.ManyAnswers;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.anthropic.AnthropicApi;
import ai.meterr.providers.openai.CompletionTranscript;
import ai.meterr.providers.openai.OpenAiRequest;
import ai.meterr.providers.openai.ResponseTranscript;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints by how their path ends: what stands before that (a version, an account, a deployment)
 * differs from provider to provider and means nothing to the wire. The first row that fits wins;
 * what no row names is forwarded. Immutable.
 */
public final class CompatibleEndpoints {
  private final List<EndpointRow> rows;

  private CompatibleEndpoints(List<EndpointRow> rows) {
    this.rows = List.copyOf(rows);
  }

  /**
   * Chat, completions, responses and embeddings whose streams are left as the client wants them.
   */
  public static CompatibleEndpoints unasked(UsageRule chat, UsageRule responses) {
    return of(chat, responses, OpenAiRequest::read, OpenAiRequest::read);
  }

  /** The same for an API that is known to accept {@code stream_options}. */
  public static CompatibleEndpoints asking(UsageRule chat, UsageRule responses) {
    return of(chat, responses, OpenAiRequest::readAndAsk, OpenAiRequest::read);
  }

  /**
   * The same for an API whose requests are read in a way of its own.
   *
   * @param streaming for chat and completions
   * @param others for responses and embeddings
   */
  public static CompatibleEndpoints of(
      UsageRule chat,
      UsageRule responses,
      JsonEndpoint.RequestReader streaming,
      JsonEndpoint.RequestReader others) {
    return new CompatibleEndpoints(List.of())
        .and("/chat/completions", completion(Operation.CHAT, chat, streaming))
        .and("/completions", completion(Operation.TEXT_COMPLETION, chat, streaming))
        .and("/embeddings", completion(Operation.EMBEDDINGS, chat, others))
        .and("/responses", response(METERED, responses, others))
        .andLook("/responses/*", response(NO_USAGE, responses, null))
        .and("/responses/*/cancel", response(NO_USAGE, responses, null))
        .andLook("/files/*/content", ManyAnswers.endpoint(null, List.of("response", "body"), chat))
        .and("/v1/messages", AnthropicApi.messages());
  }

  /**
   * These and one more that is posted to.
   *
   * @param ending {@code *} stands for one segment
   */
  public CompatibleEndpoints and(String ending, Endpoint endpoint) {
    return and("POST", ending, endpoint);
  }

  /** These and one more that is looked at. */
  public CompatibleEndpoints andLook(String ending, Endpoint endpoint) {
    return and("GET", ending, endpoint);
  }

  private CompatibleEndpoints and(String method, String ending, Endpoint endpoint) {
    List<EndpointRow> more = new ArrayList<>(rows);
    more.add(EndpointRow.ending(method, ending, endpoint));
    return new CompatibleEndpoints(more);
  }

  /** An endpoint whose answers are shaped as chat completions are. */
  public static Endpoint completion(
      Operation operation, UsageRule rule, JsonEndpoint.RequestReader request) {
    Supplier<AnswerReader> reader =
        () -> new AnswerDocuments(CompletionTranscript.WANTED, new CompletionTranscript(rule));
    return new JsonEndpoint(operation, METERED, request, reader);
  }

  private static Endpoint response(
      EndpointKind kind, UsageRule rule, JsonEndpoint.@Nullable RequestReader request) {
    return new JsonEndpoint(
        Operation.CHAT,
        kind,
        request,
        () -> new AnswerDocuments(ResponseTranscript.WANTED, new ResponseTranscript(rule)));
  }

  public Endpoint find(String method, String path) {
    return EndpointRow.find(rows, method, path);
  }
}
