package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.Caching;
import ai.meterr.sandbox.Ask.Effort;
import ai.meterr.sandbox.Faults.Kind;
import ai.meterr.sandbox.Models.Model;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The OpenAI API: chat completions, responses, legacy completions, embeddings, models. */
final class OpenAiApi implements ProviderApi {
  private final OpenAiChat chat;
  private final OpenAiResponses responses;
  private final OpenAiCompletions completions;

  OpenAiApi(Ids ids, Clock clock) {
    this.chat = new OpenAiChat(ids, clock);
    this.responses = new OpenAiResponses(ids, clock);
    this.completions = new OpenAiCompletions(ids, clock);
  }

  @Override
  public void answer(Request request, Reply reply) throws IOException {
    switch (request.method() + " " + request.path()) {
      case "POST /v1/chat/completions" -> whereAsked("messages", request, reply, chat::answer);
      case "POST /v1/responses" -> whereAsked("input", request, reply, responses::answer);
      case "POST /v1/responses/input_tokens" ->
          reply.json(
              200,
              Json.object(
                  "object",
                  "response.input_tokens",
                  "input_tokens",
                  OpenAiResponses.promptTokens(request.body())));
      case "POST /v1/completions" -> whereAsked("prompt", request, reply, completions::answer);
      case "POST /v1/embeddings" -> whereAsked("input", request, reply, OpenAiApi::embed);
      case "GET /v1/models" ->
          reply.json(
              200,
              Json.object(
                  "object",
                  "list",
                  "data",
                  Models.of(Api.OPENAI).stream().map(OpenAiApi::model).toList()));
      default -> other(request, reply);
    }
  }

  @Override
  public void greet(Request request, Reply reply) {
    reply.header("x-request-id", "req_" + request.id());
    reply.header("openai-version", "2020-10-01");
    reply.header("openai-organization", "org-sandbox");
    reply.header("openai-processing-ms", String.valueOf(80 + Math.floorMod(request.digest(), 700)));
    reply.header("x-ratelimit-limit-requests", "10000");
    reply.header("x-ratelimit-remaining-requests", "9999");
    reply.header("x-ratelimit-reset-requests", "6ms");
  }

  @Override
  public Object error(Request request, int status, @Nullable String message) {
    String type =
        switch (status) {
          case 429 -> "requests";
          case 401, 400, 404, 413, 422 -> "invalid_request_error";
          case 403 -> "permission_error";
          default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    String code =
        switch (status) {
          case 401 -> "invalid_api_key";
          case 404 -> "model_not_found";
          case 429 -> "rate_limit_exceeded";
          case 503, 529 -> "server_overloaded";
          default -> null;
        };
    return Json.object(
        "error",
        Json.object(
            "message",
            message == null ? usual(status, request) : message,
            "type",
            type,
            "param",
            null,
            "code",
            code));
  }

  @Override
  public void refuseKey(Request request, Reply reply) throws IOException {
    reply.json(401, error(request, 401, null));
  }

  private static String usual(int status, Request request) {
    return switch (status) {
      case 401 ->
          request.key().isEmpty()
              ? "You did not send an API key: it belongs into the Authorization header, after"
                  + " Bearer."
              : "Incorrect API key provided: " + masked(request.key()) + ".";
      case 404 -> "There is nothing at " + request.method() + " " + request.path() + ".";
      case 429 ->
          "Rate limit reached for "
              + request.model()
              + " on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 1s.";
      case 503, 529 -> "The model is overloaded just now. Please try again in a moment.";
      default ->
          status < 500
              ? "The request cannot be answered as it stands."
              : "The server had an error while it worked on this request.";
    };
  }

  private static String masked(String key) {
    return key.length() < 12
        ? "***"
        : key.substring(0, 7) + "***" + key.substring(key.length() - 3);
  }

  private interface Route {
    void answer(Request request, Reply reply) throws IOException;
  }

  private void whereAsked(String member, Request request, Reply reply, Route route)
      throws IOException {
    for (String name : List.of("model", member)) {
      if (!request.body().has(name)) {
        String message = "Missing required parameter: '" + name + "'.";
        reply.json(
            400,
            Json.object(
                "error",
                Json.object(
                    "message",
                    message,
                    "type",
                    "invalid_request_error",
                    "param",
                    name,
                    "code",
                    "missing_required_parameter")));
        return;
      }
    }
    route.answer(request, reply);
  }

  private void other(Request request, Reply reply) throws IOException {
    String path = request.path();
    if (request.method().equals("GET") && path.startsWith("/v1/models/")) {
      String id = path.substring("/v1/models/".length());
      Model model = Models.find(Api.OPENAI, id);
      reply.json(
          model == null ? 404 : 200,
          model == null
              ? error(request, 404, "The model '" + id + "' does not exist")
              : model(model));
      return;
    }
    reply.json(404, error(request, 404, null));
  }

  private static Map<String, @Nullable Object> model(Model model) {
    return Json.object(
        "id",
        model.id(),
        "object",
        "model",
        "created",
        model.created().getEpochSecond(),
        "owned_by",
        "system");
  }

  private static void embed(Request request, Reply reply) throws IOException {
    JsonNode input = request.body().path("input");
    boolean one = input.isString() || input.path(0).isNumber();
    List<JsonNode> inputs = one ? List.of(input) : List.copyOf(input.values());
    int dimensions =
        request.body().path("dimensions").asInt(Embedding.usualDimensions(request.model()));
    boolean base64 = request.body().path("encoding_format").asString("float").equals("base64");
    List<Object> data = new ArrayList<>();
    long tokens = 0;
    for (JsonNode each : inputs) {
      tokens += each.isArray() ? Math.max(1, each.size()) : Math.max(1, Tokens.ofTree(each));
      float[] vector = Embedding.of(each.toString(), dimensions);
      data.add(
          Json.object(
              "object",
              "embedding",
              "index",
              data.size(),
              "embedding",
              base64 ? Embedding.base64(vector) : vector));
    }
    reply.tells(null, request.model(), new Usage(tokens, 0, 0, 0, 0, 0));
    Object usage =
        reply.faults().has(Kind.NO_USAGE)
            ? Json.ABSENT
            : Json.object("prompt_tokens", tokens, "total_tokens", tokens);
    reply.answer(
        Json.object("object", "list", "data", data, "model", request.model(), "usage", usage), 1);
  }

  /**
   * OpenAI's newer models reason only when asked to; the first of the GPT-5 line and the o line
   * always do.
   */
  static Effort effort(String model, String asked) {
    boolean reasons =
        model.startsWith("gpt-5") || model.matches("o\\d.*") || model.startsWith("orchid");
    if (!reasons) {
      return Effort.NONE;
    }
    return switch (asked) {
      case "none", "minimal" -> Effort.NONE;
      case "low" -> Effort.LOW;
      case "medium" -> Effort.MEDIUM;
      case "high", "xhigh", "max" -> Effort.HIGH;
      default -> model.startsWith("gpt-5.") ? Effort.NONE : Effort.MEDIUM;
    };
  }

  static Caching caching(String model) {
    return model.matches("gpt-5\\.([6-9]|\\d\\d).*")
        ? Caching.AUTOMATIC_WITH_WRITES
        : Caching.AUTOMATIC;
  }

  /**
   * The tier that served: asking for {@code auto} is answered by the default one, {@code fast} by
   * {@code priority}.
   */
  static String serviceTier(JsonNode body) {
    return switch (body.path("service_tier").asString("auto")) {
      case "flex" -> "flex";
      case "priority", "fast" -> "priority";
      case "scale" -> "scale";
      default -> "default";
    };
  }
}
