package ai.meterr.sandbox;

import ai.meterr.sandbox.Models.Model;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Anthropic API: messages, counting their tokens, models. */
final class AnthropicApi implements ProviderApi {
  private final AnthropicMessages messages;

  AnthropicApi(Ids ids) {
    this.messages = new AnthropicMessages(ids);
  }

  @Override
  public void answer(Request request, Reply reply) throws IOException {
    switch (request.method() + " " + request.path()) {
      case "POST /v1/messages" -> {
        if (hasAll(List.of("model", "messages", "max_tokens"), request, reply)) {
          messages.answer(request, reply);
        }
      }
      case "POST /v1/messages/count_tokens" -> {
        if (hasAll(List.of("model", "messages"), request, reply)) {
          reply.json(
              200, Json.object("input_tokens", AnthropicPrompt.read(request.body()).tokens()));
        }
      }
      case "GET /v1/models" -> reply.json(200, models());
      default -> other(request, reply);
    }
  }

  @Override
  public void greet(Request request, Reply reply) {
    reply.header("request-id", requestId(request));
    reply.header("anthropic-organization-id", "5a9dbb0c-0000-4000-8000-00000005ab0c");
    reply.header("anthropic-ratelimit-requests-limit", "4000");
    reply.header("anthropic-ratelimit-requests-remaining", "3999");
  }

  @Override
  public Object error(Request request, int status, @Nullable String message) {
    return Json.object(
        "type",
        "error",
        "error",
        Json.object("type", type(status), "message", message == null ? usual(status) : message),
        "request_id",
        requestId(request));
  }

  @Override
  public void refuseKey(Request request, Reply reply) throws IOException {
    reply.json(
        401, error(request, 401, request.key().isEmpty() ? "x-api-key header is required" : null));
  }

  private static String requestId(Request request) {
    return "req_" + request.id();
  }

  /** As docs.claude.com/en/api/errors lists them (read 2026-11-24). */
  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 504 -> "timeout_error";
      case 529 -> "overloaded_error";
      default -> status < 500 ? "invalid_request_error" : "api_error";
    };
  }

  private static String usual(int status) {
    return switch (status) {
      case 401 -> "invalid x-api-key";
      case 404 -> "Not found";
      case 413 -> "Request exceeds the maximum size";
      case 429 -> "This request would exceed your organization's rate limit.";
      case 529 -> "Overloaded";
      default ->
          status < 500 ? "The request cannot be answered as it stands." : "Internal server error";
    };
  }

  private boolean hasAll(List<String> members, Request request, Reply reply) throws IOException {
    for (String member : members) {
      if (!request.body().has(member)) {
        reply.json(400, error(request, 400, member + ": Field required"));
        return false;
      }
    }
    if (request.body().path("messages").isEmpty()) {
      reply.json(400, error(request, 400, "messages: at least one message is required"));
      return false;
    }
    return true;
  }

  private void other(Request request, Reply reply) throws IOException {
    String path = request.path();
    if (request.method().equals("GET") && path.startsWith("/v1/models/")) {
      String id = path.substring("/v1/models/".length());
      Model model = Models.find(Api.ANTHROPIC, id);
      if (model != null) {
        reply.json(200, model(model));
        return;
      }
      reply.json(404, error(request, 404, "model: " + id));
      return;
    }
    reply.json(404, error(request, 404, null));
  }

  private static Object models() {
    List<Model> models = Models.of(Api.ANTHROPIC);
    return Json.object(
        "data",
        models.stream().map(AnthropicApi::model).toList(),
        "has_more",
        false,
        "first_id",
        models.getFirst().id(),
        "last_id",
        models.getLast().id());
  }

  private static Map<String, @Nullable Object> model(Model model) {
    return Json.object(
        "type",
        "model",
        "id",
        model.id(),
        "display_name",
        model.title(),
        "created_at",
        model.created().toString(),
        "max_input_tokens",
        model.inputTokensMax(),
        "max_tokens",
        model.outputTokensMax());
  }
}
