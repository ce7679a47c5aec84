package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.Effort;
import ai.meterr.sandbox.Faults.Kind;
import ai.meterr.sandbox.Models.Model;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The Gemini API: generateContent plain and streamed, interactions, countTokens, embeddings,
 * models. Versions {@code v1}, {@code v1beta} and {@code v1alpha} are the same here.
 */
final class GeminiApi implements ProviderApi {
  private final GeminiGenerate generate;
  private final GeminiInteractions interactions;

  GeminiApi(Ids ids, Clock clock) {
    this.generate = new GeminiGenerate(ids);
    this.interactions = new GeminiInteractions(ids, clock);
  }

  @Override
  public void answer(Request request, Reply reply) throws IOException {
    String path = request.path().replaceFirst("^/v1(beta|alpha)?(?=/)", "");
    if (request.method().equals("GET") && path.equals("/models")) {
      reply.json(
          200,
          Json.object("models", Models.of(Api.GEMINI).stream().map(GeminiApi::model).toList()));
      return;
    }
    if (request.method().equals("GET") && path.startsWith("/models/")) {
      Model model = Models.find(Api.GEMINI, request.model());
      if (model != null) {
        reply.json(200, model(model));
        return;
      }
    }
    if (!request.method().equals("POST")) {
      reply.json(404, error(request, 404, null));
      return;
    }
    if (path.equals("/interactions")) {
      ifAsked("input", request, reply, interactions::answer);
      return;
    }
    switch (path.startsWith("/models/") ? request.verb() : "") {
      case "generateContent" -> ifAsked("contents", request, reply, generate::answer);
      case "streamGenerateContent" -> ifAsked("contents", request, reply, generate::stream);
      case "countTokens" -> reply.json(200, count(request.body()));
      case "embedContent" -> ifAsked("content", request, reply, GeminiApi::embed);
      case "batchEmbedContents" -> ifAsked("requests", request, reply, GeminiApi::embedAll);
      default -> reply.json(404, error(request, 404, null));
    }
  }

  @Override
  public void greet(Request request, Reply reply) {
    reply.header("server", "scaffolding on HTTPServer2");
    reply.header("x-content-type-options", "nosniff");
    reply.header("server-timing", "gfet4t7; dur=" + Math.floorMod(request.digest(), 700));
    reply.header("vary", "Origin, X-Origin, Referer");
  }

  @Override
  public Object error(Request request, int status, @Nullable String message) {
    Object error = error(status, message == null ? usual(request, status) : message, Json.ABSENT);
    return isArray(request) ? List.of(error) : error;
  }

  /** A stream without {@code alt=sse} is a JSON array, and so are its errors. */
  static boolean isArray(Request request) {
    return request.verb().equals("streamGenerateContent")
        && !request.query().getOrDefault("alt", "json").equals("sse");
  }

  @Override
  public void refuseKey(Request request, Reply reply) throws IOException {
    if (request.key().isEmpty()) {
      reply.json(
          403,
          error(
              request,
              403,
              "Method doesn't allow unregistered callers (callers without established identity)."));
      return;
    }
    Object details =
        List.of(
            Json.object(
                "@type",
                "type.googleapis.com/google.rpc.ErrorInfo",
                "reason",
                "API_KEY_INVALID",
                "domain",
                "googleapis.com",
                "metadata",
                Json.object("service", "generativelanguage.googleapis.com")));
    Object error = error(400, "API key not valid. Please pass a valid API key.", details);
    reply.json(400, isArray(request) ? List.of(error) : error);
  }

  static Object error(int code, String message, Object details) {
    return Json.object(
        "error",
        Json.object("code", code, "message", message, "status", status(code), "details", details));
  }

  /** As cloud.google.com/apis/design/errors maps them (read 2026-11-24). */
  private static String status(int code) {
    return switch (code) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 409 -> "ABORTED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 499 -> "CANCELLED";
      case 501 -> "UNIMPLEMENTED";
      case 503 -> "UNAVAILABLE";
      case 504 -> "DEADLINE_EXCEEDED";
      default -> code < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
    };
  }

  private static String usual(Request request, int status) {
    return switch (status) {
      case 404 ->
          request.model().isEmpty()
              ? "There is nothing at " + request.method() + " " + request.path() + "."
              : "models/" + request.model() + " is not found for this API version.";
      case 429 -> "You exceeded your current quota. Please retry in 1s.";
      case 503 -> "The model is overloaded. Please try again later.";
      default ->
          status < 500
              ? "The request cannot be answered as it stands."
              : "An internal error has occurred. Please retry.";
    };
  }

  private interface Route {
    void answer(Request request, Reply reply) throws IOException;
  }

  private void ifAsked(String member, Request request, Reply reply, Route route)
      throws IOException {
    if (request.body().path(member).isEmpty()
        && request.body().path(member).asString("").isEmpty()) {
      reply.json(400, error(request, 400, member + " is not specified"));
      return;
    }
    route.answer(request, reply);
  }

  /** Protobuf's JSON allows a member in camel case as in snake case. */
  static JsonNode member(JsonNode object, String camelCase) {
    JsonNode member = object.path(camelCase);
    return member.isMissingNode()
        ? object.path(camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
        : member;
  }

  /** The 2.5 models and all later ones reason unless they are told not to, the small ones not. */
  static Effort effort(String model, JsonNode thinking) {
    if (model.contains("-lite") || model.matches("gemini-(1|2\\.0).*")) {
      return Effort.NONE;
    }
    JsonNode budget = member(thinking, "thinkingBudget");
    if (budget.isNumber()) {
      int tokens = budget.asInt();
      return tokens == 0
          ? Effort.NONE
          : tokens < 0 ? Effort.MEDIUM : tokens < 2_048 ? Effort.LOW : Effort.HIGH;
    }
    return effort(member(thinking, "thinkingLevel").asString("").toLowerCase(Locale.ROOT));
  }

  static Effort effort(String level) {
    return switch (level) {
      case "minimal" -> Effort.NONE;
      case "low" -> Effort.LOW;
      case "high" -> Effort.HIGH;
      default -> Effort.MEDIUM;
    };
  }

  private static Object count(JsonNode body) {
    JsonNode wrapped = member(body, "generateContentRequest");
    long tokens = GeminiGenerate.promptTokens(wrapped.isObject() ? wrapped : body);
    return Json.object("totalTokens", tokens, "promptTokensDetails", GeminiGenerate.text(tokens));
  }

  private static void embed(Request request, Reply reply) throws IOException {
    JsonNode body = request.body();
    long tokens = Tokens.ofTree(member(body, "content"));
    reply.answer(
        Json.object(
            "embedding",
            vector(request.model(), body),
            "usageMetadata",
            embeddingUsage(reply, request.model(), tokens)),
        1);
  }

  private static void embedAll(Request request, Reply reply) throws IOException {
    List<Object> vectors = new ArrayList<>();
    long tokens = 0;
    for (JsonNode one : request.body().path("requests")) {
      tokens += Tokens.ofTree(one.path("content"));
      vectors.add(vector(request.model(), one));
    }
    reply.answer(
        Json.object(
            "embeddings", vectors, "usageMetadata", embeddingUsage(reply, request.model(), tokens)),
        1);
  }

  private static Object vector(String model, JsonNode one) {
    int dimensions = member(one, "outputDimensionality").asInt(Embedding.usualDimensions(model));
    return Json.object("values", Embedding.of(one.path("content").toString(), dimensions));
  }

  /** Its details are called otherwise than those of a generated answer. */
  private static Object embeddingUsage(Reply reply, String model, long tokens) {
    reply.tells(null, model, new Usage(tokens, 0, 0, 0, 0, 0));
    return reply.faults().has(Kind.NO_USAGE)
        ? Json.ABSENT
        : Json.object(
            "promptTokenCount", tokens, "promptTokenDetails", GeminiGenerate.text(tokens));
  }

  private static Map<String, @Nullable Object> model(Model model) {
    List<String> methods =
        model.embeds()
            ? List.of("embedContent", "batchEmbedContents", "countTokens")
            : List.of("generateContent", "streamGenerateContent", "countTokens");
    return Json.object(
        "name",
        "models/" + model.id(),
        "version",
        "001",
        "displayName",
        model.title(),
        "description",
        model.title() + " of the sandbox",
        "inputTokenLimit",
        model.inputTokensMax(),
        "outputTokenLimit",
        model.outputTokensMax(),
        "supportedGenerationMethods",
        methods);
  }
}
