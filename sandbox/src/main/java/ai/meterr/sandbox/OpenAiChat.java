package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.Tool;
import ai.meterr.sandbox.Faults.Kind;
import ai.meterr.sandbox.Turn.ToolCall;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/chat/completions}. */
final class OpenAiChat {
  private static final int CHOICES_MAX = 8;

  private final Ids ids;
  private final Clock clock;

  OpenAiChat(Ids ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  void answer(Request request, Reply reply) throws IOException {
    JsonNode body = request.body();
    if (body.path("messages").isEmpty()) {
      Object error =
          Json.object(
              "message",
              "Invalid 'messages': there must be at least one.",
              "type",
              "invalid_request_error",
              "param",
              "messages",
              "code",
              "empty_array");
      reply.json(400, Json.object("error", error));
      return;
    }
    Turn turn = Turn.of(ask(request), request, reply.faults());
    String id = ids.next("chatcmpl-", 29);
    String model = Models.snapshot(request.model());
    reply.tells(id, model, turn.usage());
    if (request.streamed()) {
      stream(request, reply, turn, id);
      return;
    }
    List<Object> choices = new ArrayList<>();
    for (int i = 0; i < turn.texts().size(); i++) {
      choices.add(
          Json.object(
              "index",
              i,
              "message",
              message(turn, i),
              "logprobs",
              null,
              "finish_reason",
              finish(turn)));
    }
    Object answer =
        Json.object(
            "id",
            id,
            "object",
            "chat.completion",
            "created",
            clock.instant().getEpochSecond(),
            "model",
            model,
            "choices",
            choices,
            "usage",
            reply.faults().has(Kind.NO_USAGE) ? Json.ABSENT : usage(turn.usage()),
            "service_tier",
            OpenAiApi.serviceTier(body),
            "system_fingerprint",
            "fp_sandbox");
    reply.answer(answer, turn.pieceCount());
  }

  private static Ask ask(Request request) {
    JsonNode body = request.body();
    long prompt = 3;
    for (JsonNode message : body.path("messages")) {
      prompt += 4 + Tokens.ofTree(message);
    }
    prompt += Tokens.ofDeclarations(body.path("tools"));
    JsonNode schema = body.path("response_format").path("json_schema").path("schema");
    long max =
        body.path("max_completion_tokens").asLong(body.path("max_tokens").asLong(Ask.NO_MAXIMUM));
    int choices = Math.clamp(body.path("n").asInt(1), 1, CHOICES_MAX);
    String effort = body.path("reasoning_effort").asString("");
    String model = request.model();
    return new Ask(
        model,
        prompt,
        OpenAiApi.caching(model),
        List.of(),
        tools(body),
        schema.isObject() ? schema : null,
        max,
        OpenAiApi.effort(model, effort),
        choices);
  }

  /**
   * The functions that may be called: none where the caller forbids it or has just brought a
   * result.
   */
  private static List<Tool> tools(JsonNode body) {
    JsonNode messages = body.path("messages");
    if (body.path("tool_choice").asString("").equals("none")
        || messages.path(messages.size() - 1).path("role").asString("").equals("tool")) {
      return List.of();
    }
    String wanted = body.path("tool_choice").path("function").path("name").asString("");
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      String name = tool.path("function").path("name").asString("");
      if (!name.isEmpty() && (wanted.isEmpty() || wanted.equals(name))) {
        tools.add(new Tool(name, tool.path("function").path("parameters")));
      }
    }
    return tools;
  }

  private Map<String, @Nullable Object> message(Turn turn, int choice) {
    ToolCall call = turn.call();
    Object content = call == null ? turn.texts().get(choice).whole() : null;
    Object calls = Json.ABSENT;
    if (call != null) {
      calls =
          List.of(
              Json.object(
                  "id",
                  ids.next("call_", 24),
                  "type",
                  "function",
                  "function",
                  Json.object("name", call.name(), "arguments", call.arguments())));
    }
    return Json.object(
        "role",
        "assistant",
        "content",
        content,
        "tool_calls",
        calls,
        "refusal",
        null,
        "annotations",
        List.of());
  }

  private static String finish(Turn turn) {
    return switch (turn.finish()) {
      case DONE -> "stop";
      case LENGTH -> "length";
      case TOOL -> "tool_calls";
    };
  }

  static Object usage(Usage usage) {
    return Json.object(
        "prompt_tokens", usage.prompt(),
        "completion_tokens", usage.generated(),
        "total_tokens", usage.total(),
        "prompt_tokens_details",
            Json.object(
                "cached_tokens",
                usage.cacheRead(),
                "audio_tokens",
                0,
                "cache_write_tokens",
                usage.cacheWrite5m() + usage.cacheWrite1h()),
        "completion_tokens_details",
            Json.object(
                "reasoning_tokens",
                usage.reasoning(),
                "audio_tokens",
                0,
                "accepted_prediction_tokens",
                0,
                "rejected_prediction_tokens",
                0));
  }

  private void stream(Request request, Reply reply, Turn turn, String id) throws IOException {
    boolean usageAsked =
        request.body().path("stream_options").path("include_usage").asBoolean(false);
    Chunks chunks =
        new Chunks(request, reply.stream(Frames.Framing.SSE, turn.pieceCount()), usageAsked, id);
    try {
      if (turn.call() == null) {
        chunks.texts(turn);
      } else {
        chunks.call(turn.call());
      }
      for (int i = 0; i < turn.texts().size(); i++) {
        chunks.choice(i, Json.object(), finish(turn));
      }
      if (usageAsked && !reply.faults().has(Kind.NO_USAGE)) {
        chunks.send(List.of(), usage(turn.usage()));
      }
      chunks.frames.sendText(null, "[DONE]");
    } catch (BrokeOff e) {
      chunks.frames.send(
          Json.object(
              "error",
              Json.object(
                  "message",
                  "The server had an error while it worked on this request.",
                  "type",
                  "server_error",
                  "param",
                  null,
                  "code",
                  null)));
    }
    chunks.frames.end();
  }

  /** The chunks of one stream, all under one id. */
  private final class Chunks {
    private final Frames frames;
    private final @Nullable Object usageMeanwhile;
    private final String id;
    private final long created = clock.instant().getEpochSecond();
    private final String model;
    private final String tier;

    Chunks(Request request, Frames frames, boolean usageAsked, String id) {
      this.id = id;
      this.frames = frames;
      this.usageMeanwhile = usageAsked ? null : Json.ABSENT;
      this.model = Models.snapshot(request.model());
      this.tier = OpenAiApi.serviceTier(request.body());
    }

    /** The choices take turns, as they do with the real one. */
    void texts(Turn turn) throws IOException, BrokeOff {
      List<Iterator<String>> open = new ArrayList<>();
      for (Text text : turn.texts()) {
        choice(open.size(), Json.object("role", "assistant", "content", "", "refusal", null), null);
        open.add(text.pieces().iterator());
      }
      while (open.stream().anyMatch(Iterator::hasNext)) {
        for (int i = 0; i < open.size(); i++) {
          if (open.get(i).hasNext()) {
            frames.step();
            choice(i, Json.object("content", open.get(i).next()), null);
          }
        }
      }
    }

    void call(ToolCall call) throws IOException, BrokeOff {
      Object head =
          Json.object(
              "index",
              0,
              "id",
              ids.next("call_", 24),
              "type",
              "function",
              "function",
              Json.object("name", call.name(), "arguments", ""));
      choice(
          0,
          Json.object(
              "role", "assistant", "content", null, "tool_calls", List.of(head), "refusal", null),
          null);
      for (String piece : call.pieces()) {
        frames.step();
        choice(
            0,
            Json.object(
                "tool_calls",
                List.of(Json.object("index", 0, "function", Json.object("arguments", piece)))),
            null);
      }
    }

    void choice(int index, Object delta, @Nullable String finish) throws IOException {
      send(
          List.of(
              Json.object(
                  "index", index, "delta", delta, "logprobs", null, "finish_reason", finish)),
          usageMeanwhile);
    }

    void send(List<?> choices, @Nullable Object usage) throws IOException {
      frames.send(
          Json.object(
              "id", id,
              "object", "chat.completion.chunk",
              "created", created,
              "model", model,
              "service_tier", tier,
              "system_fingerprint", "fp_sandbox",
              "choices", choices,
              "usage", usage,
              "obfuscation",
                  Ids.letters(
                      ThreadLocalRandom.current(), ThreadLocalRandom.current().nextInt(12))));
    }
  }
}
