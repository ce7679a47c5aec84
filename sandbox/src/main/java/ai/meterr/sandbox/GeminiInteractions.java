package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.Caching;
import ai.meterr.sandbox.Ask.Tool;
import ai.meterr.sandbox.Faults.Kind;
import ai.meterr.sandbox.Turn.ToolCall;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1beta/interactions}. Interactions are not kept: a later GET does not find them. */
final class GeminiInteractions {

  private final Ids ids;
  private final Clock clock;

  GeminiInteractions(Ids ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  void answer(Request request, Reply reply) throws IOException {
    Turn turn = Turn.of(ask(request), request, reply.faults());
    Interaction interaction = new Interaction(request, turn, reply.faults());
    reply.tells(interaction.id, interaction.model, turn.usage());
    if (request.streamed()) {
      interaction.stream(reply.stream(Frames.Framing.SSE, turn.pieceCount()));
      return;
    }
    reply.answer(interaction.finished(true), turn.pieceCount());
  }

  private static Ask ask(Request request) {
    JsonNode body = request.body();
    JsonNode config = body.path("generation_config");
    JsonNode schema = body.path("response_format").path("schema");
    long prompt =
        1
            + Tokens.ofTree(body.path("input"))
            + Tokens.ofTree(body.path("system_instruction"))
            + Tokens.ofDeclarations(body.path("tools"));
    return new Ask(
        request.model(),
        prompt,
        Caching.IMPLICIT,
        List.of(),
        tools(body),
        schema.isObject() ? schema : null,
        config.path("max_output_tokens").asLong(Ask.NO_MAXIMUM),
        GeminiApi.effort(request.model(), config),
        1);
  }

  private static List<Tool> tools(JsonNode body) {
    JsonNode input = body.path("input");
    if (input.path(input.size() - 1).path("type").asString("").equals("function_result")) {
      return List.of();
    }
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      if (tool.path("type").asString("").equals("function")) {
        tools.add(new Tool(tool.path("name").asString("function"), tool.path("parameters")));
      }
    }
    return tools;
  }

  /** One interaction, whole or as the events that build it. */
  private final class Interaction {
    private final Turn turn;
    private final boolean withoutUsage;
    private final String model;
    private final String id = ids.next("v1_", 60);
    private final String callId = ids.next("", 14);
    private final String signature = Ids.signature();
    private final String created = now();

    Interaction(Request request, Turn turn, Faults faults) {
      this.turn = turn;
      this.withoutUsage = faults.has(Kind.NO_USAGE);
      this.model = Models.snapshot(request.model());
    }

    /**
     * @param withSteps false at a stream's end, where the steps have been told already
     */
    Object finished(boolean withSteps) {
      return Json.object(
          "id",
          id,
          "status",
          status(),
          "usage",
          withoutUsage ? Json.ABSENT : usage(turn.usage()),
          "created",
          created,
          "updated",
          now(),
          "service_tier",
          "standard",
          "steps",
          withSteps ? steps() : Json.ABSENT,
          "object",
          "interaction",
          "model",
          model);
    }

    void stream(Frames frames) throws IOException {
      Object begun =
          Json.object("id", id, "status", "in_progress", "object", "interaction", "model", model);
      send(frames, "interaction.created", "interaction", begun);
      send(frames, "interaction.status_update", "interaction_id", id, "status", "in_progress");
      try {
        int index = 0;
        if (turn.usage().reasoning() > 0) {
          send(frames, "step.start", "index", index, "step", Json.object("type", "thought"));
          delta(frames, index, "signature", signature, "type", "thought_signature");
          send(frames, "step.stop", "index", index++);
        }
        ToolCall call = turn.call();
        if (call == null) {
          streamText(frames, index);
        } else {
          streamCall(frames, index, call);
        }
        send(frames, "interaction.completed", "interaction", finished(false));
      } catch (BrokeOff e) {
        Object error =
            Json.object(
                "code",
                "service_unavailable",
                "message",
                "The model is overloaded. Please try again later.");
        send(frames, "error", "error", error);
      }
      frames.sendText("done", "[DONE]");
      frames.end();
    }

    private void streamText(Frames frames, int index) throws IOException, BrokeOff {
      send(frames, "step.start", "index", index, "step", Json.object("type", "model_output"));
      for (Iterator<String> pieces = turn.text().pieces().iterator(); pieces.hasNext(); ) {
        frames.step();
        delta(frames, index, "text", pieces.next(), "type", "text");
      }
      send(frames, "step.stop", "index", index);
    }

    private void streamCall(Frames frames, int index, ToolCall call) throws IOException, BrokeOff {
      send(frames, "step.start", "index", index, "step", call(call, Json.object()));
      for (String piece : call.pieces()) {
        frames.step();
        delta(frames, index, "arguments", piece, "type", "arguments_delta");
      }
      send(frames, "step.stop", "index", index);
    }

    private void delta(Frames frames, int index, @Nullable Object... delta) throws IOException {
      send(frames, "step.delta", "index", index, "delta", Json.object(delta));
    }

    private void send(Frames frames, String event, @Nullable Object... members) throws IOException {
      Map<String, @Nullable Object> json = Json.object(members);
      json.put("event_type", event);
      frames.send(event, json);
    }

    private String status() {
      return switch (turn.finish()) {
        case DONE -> "completed";
        case LENGTH -> "incomplete";
        case TOOL -> "requires_action";
      };
    }

    private List<Object> steps() {
      List<Object> steps = new ArrayList<>();
      if (turn.usage().reasoning() > 0) {
        steps.add(Json.object("signature", signature, "type", "thought"));
      }
      ToolCall call = turn.call();
      steps.add(
          call == null
              ? Json.object(
                  "content",
                  List.of(Json.object("text", turn.text().whole(), "type", "text")),
                  "type",
                  "model_output")
              : call(call, Json.MAPPER.readTree(call.arguments())));
      return steps;
    }

    private Object call(ToolCall call, Object arguments) {
      return Json.object(
          "id", callId, "type", "function_call", "name", call.name(), "arguments", arguments);
    }

    private static Object usage(Usage usage) {
      return Json.object(
          "total_tokens",
          usage.total(),
          "total_input_tokens",
          usage.prompt(),
          "input_tokens_by_modality",
          List.of(Json.object("modality", "text", "tokens", usage.prompt())),
          "total_cached_tokens",
          usage.cacheRead(),
          "total_output_tokens",
          usage.output(),
          "total_tool_use_tokens",
          0,
          "total_thought_tokens",
          usage.reasoning());
    }

    private String now() {
      return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
  }
}
