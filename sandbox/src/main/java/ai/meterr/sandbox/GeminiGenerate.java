package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.Caching;
import ai.meterr.sandbox.Ask.Tool;
import ai.meterr.sandbox.Faults.Kind;
import ai.meterr.sandbox.Turn.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code generateContent} and {@code streamGenerateContent}. */
final class GeminiGenerate {
  private static final int CANDIDATES_MAX = 8;

  private final Ids ids;

  GeminiGenerate(Ids ids) {
    this.ids = ids;
  }

  void answer(Request request, Reply reply) throws IOException {
    Turn turn = Turn.of(ask(request), request, reply.faults());
    Answer answer = new Answer(request, turn, reply.faults());
    reply.tells(answer.id, answer.model, turn.usage());
    List<Object> candidates = new ArrayList<>();
    for (int i = 0; i < turn.texts().size(); i++) {
      List<Object> parts = new ArrayList<>(answer.thoughts());
      parts.add(answer.said(i));
      candidates.add(answer.candidate(i, parts, true));
    }
    reply.answer(answer.of(candidates, answer.usage(turn.usage())), turn.pieceCount());
  }

  void stream(Request request, Reply reply) throws IOException {
    Turn turn = Turn.of(ask(request), request, reply.faults());
    Answer answer = new Answer(request, turn, reply.faults());
    reply.tells(answer.id, answer.model, turn.usage());
    Frames.Framing framing =
        GeminiApi.isArray(request) ? Frames.Framing.JSON_ARRAY : Frames.Framing.SSE_CRLF;
    Frames frames = reply.stream(framing, turn.pieceCount());
    try {
      answer.stream(frames);
    } catch (BrokeOff e) {
      frames.send(
          GeminiApi.error(503, "The model is overloaded. Please try again later.", Json.ABSENT));
    }
    frames.end();
  }

  static long promptTokens(JsonNode body) {
    JsonNode contents = GeminiApi.member(body, "contents");
    return Math.max(1, contents.size())
        + Tokens.ofTree(contents)
        + Tokens.ofTree(GeminiApi.member(body, "systemInstruction"))
        + Tokens.ofDeclarations(GeminiApi.member(body, "tools"));
  }

  /** Everything here is text, as far as the counts tell. */
  static List<Object> text(long tokens) {
    return List.of(Json.object("modality", "TEXT", "tokenCount", tokens));
  }

  private static Ask ask(Request request) {
    JsonNode body = request.body();
    JsonNode config = GeminiApi.member(body, "generationConfig");
    JsonNode schema = GeminiApi.member(config, "responseSchema");
    if (schema.isMissingNode()) {
      schema = GeminiApi.member(config, "responseJsonSchema");
    }
    return new Ask(
        request.model(),
        promptTokens(body),
        Caching.IMPLICIT,
        List.of(),
        tools(body),
        schema.isObject() ? schema : null,
        GeminiApi.member(config, "maxOutputTokens").asLong(Ask.NO_MAXIMUM),
        GeminiApi.effort(request.model(), GeminiApi.member(config, "thinkingConfig")),
        Math.clamp(GeminiApi.member(config, "candidateCount").asInt(1), 1, CANDIDATES_MAX));
  }

  /** None where the caller forbids them or has just brought a result. */
  private static List<Tool> tools(JsonNode body) {
    JsonNode calling =
        GeminiApi.member(GeminiApi.member(body, "toolConfig"), "functionCallingConfig");
    JsonNode contents = GeminiApi.member(body, "contents");
    if (calling.path("mode").asString("").equals("NONE")
        || bringsResult(contents.path(contents.size() - 1))) {
      return List.of();
    }
    String wanted = GeminiApi.member(calling, "allowedFunctionNames").path(0).asString("");
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : GeminiApi.member(body, "tools")) {
      for (JsonNode function : GeminiApi.member(tool, "functionDeclarations")) {
        String name = function.path("name").asString("");
        JsonNode schema = function.path("parameters");
        if (!name.isEmpty() && (wanted.isEmpty() || wanted.equals(name))) {
          tools.add(
              new Tool(
                  name,
                  schema.isObject() ? schema : GeminiApi.member(function, "parametersJsonSchema")));
        }
      }
    }
    return tools;
  }

  private static boolean bringsResult(JsonNode content) {
    for (JsonNode part : content.path("parts")) {
      if (GeminiApi.member(part, "functionResponse").isObject()) {
        return true;
      }
    }
    return false;
  }

  /** One answer, whole or as the chunks that build it, all under one id. */
  private final class Answer {
    private final Turn turn;
    private final boolean withoutUsage;
    private final boolean thoughtsShown;
    private final String model;
    private final String id = ids.next("", 23);
    private final String signature = Ids.signature();

    Answer(Request request, Turn turn, Faults faults) {
      this.turn = turn;
      this.withoutUsage = faults.has(Kind.NO_USAGE);
      this.model = Models.snapshot(request.model());
      JsonNode thinking =
          GeminiApi.member(GeminiApi.member(request.body(), "generationConfig"), "thinkingConfig");
      this.thoughtsShown =
          GeminiApi.member(thinking, "includeThoughts").asBoolean(false)
              && !turn.thoughts().isEmpty();
    }

    /** Each chunk tells the usage so far; the last one tells all. */
    void stream(Frames frames) throws IOException, BrokeOff {
      if (thoughtsShown) {
        frames.send(of(List.of(candidate(0, thoughts(), false)), usage(soFar(0))));
      }
      ToolCall call = turn.call();
      if (call != null) {
        frames.step();
        frames.send(of(List.of(candidate(0, List.of(said(0)), true)), usage(turn.usage())));
        return;
      }
      long sent = 0;
      long all = turn.pieceCount();
      for (int i = 0; i < turn.texts().size(); i++) {
        for (Iterator<String> pieces = turn.texts().get(i).pieces().iterator();
            pieces.hasNext(); ) {
          frames.step();
          sent++;
          List<Object> parts = List.of(Json.object("text", pieces.next()));
          frames.send(
              of(
                  List.of(candidate(i, parts, !pieces.hasNext())),
                  usage(sent == all ? turn.usage() : soFar(sent))));
        }
      }
    }

    private Usage soFar(long pieces) {
      return turn.usage().withOutput(turn.usage().output() * pieces / turn.pieceCount());
    }

    List<Object> thoughts() {
      return thoughtsShown
          ? List.of(Json.object("text", turn.thoughts(), "thought", true))
          : List.of();
    }

    /** The text of a candidate, or the call in its place. */
    Object said(int candidate) {
      ToolCall call = turn.call();
      if (call == null) {
        return Json.object("text", turn.texts().get(candidate).whole());
      }
      return Json.object(
          "functionCall",
          Json.object(
              "name",
              call.name(),
              "args",
              Json.MAPPER.readTree(call.arguments()),
              "id",
              model.startsWith("gemini-3") ? ids.next("", 16) : Json.ABSENT),
          "thoughtSignature",
          turn.usage().reasoning() > 0 ? signature : Json.ABSENT);
    }

    Object candidate(int index, List<Object> parts, boolean last) {
      String finish = turn.finish() == Turn.Finish.LENGTH ? "MAX_TOKENS" : "STOP";
      return Json.object(
          "content",
          Json.object("parts", parts, "role", "model"),
          "finishReason",
          last ? finish : Json.ABSENT,
          "index",
          index);
    }

    Object of(List<Object> candidates, Object usage) {
      return Json.object(
          "candidates",
          candidates,
          "usageMetadata",
          usage,
          "modelVersion",
          model,
          "responseId",
          id);
    }

    Object usage(Usage usage) {
      long cached = usage.cacheRead();
      return withoutUsage
          ? Json.ABSENT
          : Json.object(
              "promptTokenCount",
              usage.prompt(),
              "candidatesTokenCount",
              usage.output(),
              "totalTokenCount",
              usage.total(),
              "cachedContentTokenCount",
              cached == 0 ? Json.ABSENT : cached,
              "promptTokensDetails",
              text(usage.prompt()),
              "cacheTokensDetails",
              cached == 0 ? Json.ABSENT : text(cached),
              "thoughtsTokenCount",
              usage.reasoning() == 0 ? Json.ABSENT : usage.reasoning(),
              "serviceTier",
              "standard");
    }
  }
}
