package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.Caching;
import ai.meterr.sandbox.Ask.Effort;
import ai.meterr.sandbox.Ask.Tool;
import ai.meterr.sandbox.Faults.Kind;
import ai.meterr.sandbox.Turn.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/messages}. */
final class AnthropicMessages {
  private static final int LOW_BUDGET = 4_096;
  private static final int MEDIUM_BUDGET = 16_384;

  /** What a stream's first event tells as output, before there is any. */
  private static final int OUTPUT_AT_START = 1;

  private final Ids ids;

  AnthropicMessages(Ids ids) {
    this.ids = ids;
  }

  void answer(Request request, Reply reply) throws IOException {
    Turn turn = Turn.of(ask(request), request, reply.faults());
    Message message = new Message(request, turn, reply.faults().has(Kind.NO_USAGE));
    reply.tells(message.id, message.model, turn.usage());
    if (request.streamed()) {
      message.stream(reply.stream(Frames.Framing.SSE, turn.pieceCount()));
      return;
    }
    reply.answer(message.whole(), turn.pieceCount());
  }

  private static Ask ask(Request request) {
    JsonNode body = request.body();
    AnthropicPrompt prompt = AnthropicPrompt.read(body);
    JsonNode format = body.path("output_config").path("format");
    JsonNode schema = (format.isObject() ? format : body.path("output_format")).path("schema");
    return new Ask(
        request.model(),
        prompt.tokens(),
        Caching.MARKED,
        prompt.cached(),
        tools(body),
        schema.isObject() ? schema : null,
        body.path("max_tokens").asLong(Ask.NO_MAXIMUM),
        effort(body),
        1);
  }

  private static Effort effort(JsonNode body) {
    JsonNode thinking = body.path("thinking");
    return switch (thinking.path("type").asString("disabled")) {
      case "adaptive" ->
          switch (body.path("output_config").path("effort").asString("medium")) {
            case "low" -> Effort.LOW;
            case "high", "xhigh", "max" -> Effort.HIGH;
            default -> Effort.MEDIUM;
          };
      case "enabled" -> {
        int budget = thinking.path("budget_tokens").asInt(LOW_BUDGET);
        yield budget < LOW_BUDGET
            ? Effort.LOW
            : budget < MEDIUM_BUDGET ? Effort.MEDIUM : Effort.HIGH;
      }
      default -> Effort.NONE;
    };
  }

  /**
   * The caller's own tools; none where it forbids them or has just brought a result. Tools that run
   * at the provider are not pretended.
   */
  private static List<Tool> tools(JsonNode body) {
    JsonNode choice = body.path("tool_choice");
    JsonNode messages = body.path("messages");
    if (choice.path("type").asString("auto").equals("none")
        || bringsResult(messages.path(messages.size() - 1).path("content"))) {
      return List.of();
    }
    String wanted = choice.path("name").asString("");
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      String name = tool.path("name").asString("");
      if (tool.has("input_schema") && (wanted.isEmpty() || wanted.equals(name))) {
        tools.add(new Tool(name, tool.path("input_schema")));
      }
    }
    return tools;
  }

  private static boolean bringsResult(JsonNode content) {
    for (JsonNode block : content) {
      if (block.path("type").asString("").equals("tool_result")) {
        return true;
      }
    }
    return false;
  }

  /** One message, whole or as the events that build it. */
  private final class Message {
    private final Turn turn;
    private final boolean withoutUsage;
    private final String model;
    private final String geo;
    private final String requestId;
    private final String id = ids.next("msg_01", 22);
    private final String callId = ids.next("toolu_01", 22);
    private final String signature = Ids.signature();

    Message(Request request, Turn turn, boolean withoutUsage) {
      this.turn = turn;
      this.withoutUsage = withoutUsage;
      this.model = Models.snapshot(request.model());
      this.geo = request.body().path("inference_geo").asString("global");
      this.requestId = "req_" + request.id();
    }

    Object whole() {
      List<Object> content = new ArrayList<>();
      if (turn.usage().reasoning() > 0) {
        content.add(thinking(turn.thoughts(), signature));
      }
      ToolCall call = turn.call();
      content.add(
          call == null
              ? Json.object("type", "text", "text", turn.text().whole())
              : toolUse(call, Json.MAPPER.readTree(call.arguments())));
      return message(content, stopReason(), usage(turn.usage().generated(), true));
    }

    void stream(Frames frames) throws IOException {
      send(
          frames,
          "message_start",
          "message",
          message(List.of(), null, usage(OUTPUT_AT_START, false)));
      try {
        int index = 0;
        if (turn.usage().reasoning() > 0) {
          streamThinking(frames, index++);
        }
        ToolCall call = turn.call();
        if (call == null) {
          streamText(frames, index);
        } else {
          streamCall(frames, index, call);
        }
        send(
            frames,
            "message_delta",
            "delta",
            Json.object("stop_reason", stopReason(), "stop_sequence", null),
            "usage",
            usageSoFar());
        send(frames, "message_stop");
      } catch (BrokeOff e) {
        Object error = Json.object("type", "overloaded_error", "message", "Overloaded");
        send(frames, "error", "error", error, "request_id", requestId);
      }
      frames.end();
    }

    private void streamThinking(Frames frames, int index) throws IOException {
      begin(frames, index, thinking("", ""));
      for (String sentence : turn.thoughts().split("(?<=\\. )")) {
        delta(frames, index, "type", "thinking_delta", "thinking", sentence);
      }
      delta(frames, index, "type", "signature_delta", "signature", signature);
      send(frames, "content_block_stop", "index", index);
    }

    private void streamText(Frames frames, int index) throws IOException, BrokeOff {
      begin(frames, index, Json.object("type", "text", "text", ""));
      for (Iterator<String> pieces = turn.text().pieces().iterator(); pieces.hasNext(); ) {
        frames.step();
        delta(frames, index, "type", "text_delta", "text", pieces.next());
      }
      send(frames, "content_block_stop", "index", index);
    }

    private void streamCall(Frames frames, int index, ToolCall call) throws IOException, BrokeOff {
      begin(frames, index, toolUse(call, Json.object()));
      delta(frames, index, "type", "input_json_delta", "partial_json", "");
      for (String piece : call.pieces()) {
        frames.step();
        delta(frames, index, "type", "input_json_delta", "partial_json", piece);
      }
      send(frames, "content_block_stop", "index", index);
    }

    /** The first block is followed by a ping, as with the real one. */
    private void begin(Frames frames, int index, Object block) throws IOException {
      send(frames, "content_block_start", "index", index, "content_block", block);
      if (index == 0) {
        send(frames, "ping");
      }
    }

    private void delta(Frames frames, int index, @Nullable Object... delta) throws IOException {
      send(frames, "content_block_delta", "index", index, "delta", Json.object(delta));
    }

    private void send(Frames frames, String event, @Nullable Object... members) throws IOException {
      Map<String, @Nullable Object> json = Json.object("type", event);
      json.putAll(Json.object(members));
      frames.send(event, json);
    }

    private Object message(List<?> content, @Nullable String stopReason, Object usage) {
      return Json.object(
          "model",
          model,
          "id",
          id,
          "type",
          "message",
          "role",
          "assistant",
          "content",
          content,
          "stop_reason",
          stopReason,
          "stop_sequence",
          null,
          "usage",
          usage);
    }

    private Object toolUse(ToolCall call, Object input) {
      return Json.object("type", "tool_use", "id", callId, "name", call.name(), "input", input);
    }

    private static Object thinking(String thoughts, String signature) {
      return Json.object("type", "thinking", "thinking", thoughts, "signature", signature);
    }

    private String stopReason() {
      return switch (turn.finish()) {
        case DONE -> "end_turn";
        case LENGTH -> "max_tokens";
        case TOOL -> "tool_use";
      };
    }

    private Object usage(long output, boolean whole) {
      Usage usage = turn.usage();
      return withoutUsage
          ? Json.ABSENT
          : Json.object(
              "input_tokens",
              usage.input(),
              "cache_creation_input_tokens",
              usage.cacheWrite5m() + usage.cacheWrite1h(),
              "cache_read_input_tokens",
              usage.cacheRead(),
              "cache_creation",
              Json.object(
                  "ephemeral_5m_input_tokens",
                  usage.cacheWrite5m(),
                  "ephemeral_1h_input_tokens",
                  usage.cacheWrite1h()),
              "output_tokens",
              output,
              "output_tokens_details",
              whole ? thinkingTokens() : Json.ABSENT,
              "service_tier",
              "standard",
              "inference_geo",
              geo);
    }

    /** Cumulative, and without the lifetimes of what was written. */
    private Object usageSoFar() {
      Usage usage = turn.usage();
      return withoutUsage
          ? Json.ABSENT
          : Json.object(
              "input_tokens",
              usage.input(),
              "cache_creation_input_tokens",
              usage.cacheWrite5m() + usage.cacheWrite1h(),
              "cache_read_input_tokens",
              usage.cacheRead(),
              "output_tokens",
              usage.generated(),
              "output_tokens_details",
              thinkingTokens());
    }

    private Object thinkingTokens() {
      long reasoning = turn.usage().reasoning();
      return reasoning == 0 ? Json.ABSENT : Json.object("thinking_tokens", reasoning);
    }
  }
}
