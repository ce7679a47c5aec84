package ai.meterr.providers.compatible;

import static ai.meterr.event.EndpointKind.METERED;

import ai.meterr.catalog.Operation;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.forwarded.ForwardedEndpoint;
import ai.meterr.providers.openai.CompletionTranscript;
import ai.meterr.providers.openai.OpenAiRequest;
import ai.meterr.providers.openai.ResponseTranscript;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Endpoints by how their path ends: what stands before that (a version, an account, a deployment)
 * differs from provider to provider and means nothing to the wire. The first row that fits wins;
 * what no row names is forwarded. Immutable.
 */
public final class CompatibleEndpoints {
  private final Map<String, Endpoint> posts;

  private CompatibleEndpoints(Map<String, Endpoint> posts) {
    this.posts = new LinkedHashMap<>(posts);
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
    return new CompatibleEndpoints(Map.of())
        .and("/chat/completions", completion(Operation.CHAT, chat, streaming))
        .and("/completions", completion(Operation.TEXT_COMPLETION, chat, streaming))
        .and("/embeddings", completion(Operation.EMBEDDINGS, chat, others))
        .and("/responses", response(responses, others));
  }

  /** These and one more. */
  public CompatibleEndpoints and(String ending, Endpoint endpoint) {
    Map<String, Endpoint> more = new LinkedHashMap<>(posts);
    more.putIfAbsent(ending, endpoint);
    return new CompatibleEndpoints(more);
  }

  /** An endpoint whose answers are shaped as chat completions are. */
  public static Endpoint completion(
      Operation operation, UsageRule rule, JsonEndpoint.RequestReader request) {
    Supplier<AnswerReader> reader =
        () -> new AnswerDocuments(CompletionTranscript.WANTED, new CompletionTranscript(rule));
    return new JsonEndpoint(operation, METERED, request, reader);
  }

  private static Endpoint response(UsageRule rule, JsonEndpoint.RequestReader request) {
    return new JsonEndpoint(
        Operation.CHAT,
        METERED,
        request,
        () -> new AnswerDocuments(ResponseTranscript.WANTED, new ResponseTranscript(rule)));
  }

  public Endpoint find(String method, String path) {
    if (method.equals("POST")) {
      for (Map.Entry<String, Endpoint> post : posts.entrySet()) {
        if (path.endsWith(post.getKey())) {
          return post.getValue();
        }
      }
    }
    return ForwardedEndpoint.of(method, path);
  }
}
