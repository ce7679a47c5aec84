package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.Tool;
import ai.meterr.sandbox.Faults.Kind;
import ai.meterr.sandbox.Turn.Finish;
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

/** {@code POST /v1/responses}. Answers are not kept: a later GET does not find them. */
final class OpenAiResponses {
  private final Ids ids;
  private final Clock clock;

  OpenAiResponses(Ids ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  void answer(Request request, Reply reply) throws IOException {
    Turn turn = Turn.of(ask(request), request, reply.faults());
    Response response = new Response(request, turn, reply.faults());
    reply.tells(response.id, response.model, turn.usage());
    if (request.streamed()) {
      response.stream(reply);
      return;
    }
    reply.answer(response.finished(), turn.pieceCount());
  }

  static long promptTokens(JsonNode body) {
    JsonNode input = body.path("input");
    long turns = input.isArray() ? input.size() : 1;
    return 3
        + 4 * turns
        + Tokens.ofTree(input)
        + Tokens.ofTree(body.path("instructions"))
        + Tokens.ofDeclarations(body.path("tools"));
  }

  private static Ask ask(Request request) {
    JsonNode body = request.body();
    JsonNode schema = body.path("text").path("format").path("schema");
    long max = body.path("max_output_tokens").asLong(Ask.NO_MAXIMUM);
    String model = request.model();
    Ask.Effort effort = OpenAiApi.effort(model, body.path("reasoning").path("effort").asString(""));
    return new Ask(
        model,
        promptTokens(body),
        OpenAiApi.caching(model),
        List.of(),
        tools(body),
        schema.isObject() ? schema : null,
        max,
        effort,
        1);
  }

  private static List<Tool> tools(JsonNode body) {
    JsonNode input = body.path("input");
    boolean answered =
        input.path(input.size() - 1).path("type").asString("").equals("function_call_output");
    if (answered || body.path("tool_choice").asString("").equals("none")) {
      return List.of();
    }
    String wanted = body.path("tool_choice").path("name").asString("");
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      String name = tool.path("name").asString("");
      if (tool.path("type").asString("").equals("function")
          && (wanted.isEmpty() || wanted.equals(name))) {
        tools.add(new Tool(name, tool.path("parameters")));
      }
    }
    return tools;
  }

  static Object usage(Usage usage) {
    return Json.object(
        "input_tokens", usage.prompt(),
        "input_tokens_details",
            Json.object(
                "cached_tokens",
                usage.cacheRead(),
                "cache_write_tokens",
                usage.cacheWrite5m() + usage.cacheWrite1h()),
        "output_tokens", usage.generated(),
        "output_tokens_details", Json.object("reasoning_tokens", usage.reasoning()),
        "total_tokens", usage.total());
  }

  /** One response, plain or as the events that build it. */
  private final class Response {
    private final JsonNode body;
    private final Turn turn;
    private final Faults faults;
    private final String model;
    private final String id = ids.next("resp_", 50);
    private final String reasoningId = ids.next("rs_", 50);
    private final String itemId;
    private final String callId = ids.next("call_", 24);
    private final long created = clock.instant().getEpochSecond();
    private int sequence;

    Response(Request request, Turn turn, Faults faults) {
      this.body = request.body();
      this.turn = turn;
      this.faults = faults;
      this.model = Models.snapshot(request.model());
      this.itemId = ids.next(turn.call() == null ? "msg_" : "fc_", 50);
    }

    Object finished() {
      List<Object> output = new ArrayList<>();
      if (turn.usage().reasoning() > 0) {
        output.add(reasoning());
      }
      output.add(
          turn.call() == null
              ? message("completed", List.of(part(turn.text().whole())))
              : call("completed", turn.call(), turn.call().arguments()));
      boolean shortened = turn.finish() == Finish.LENGTH;
      Object usage = faults.has(Kind.NO_USAGE) ? Json.ABSENT : usage(turn.usage());
      return response(
          shortened ? "incomplete" : "completed",
          output,
          usage,
          shortened ? Json.object("reason", "max_output_tokens") : null,
          null);
    }

    void stream(Reply reply) throws IOException {
      Frames frames = reply.stream(Frames.Framing.SSE, turn.pieceCount());
      Object begun = response("in_progress", List.of(), null, null, null);
      send(frames, "response.created", "response", begun);
      send(frames, "response.in_progress", "response", begun);
      try {
        int index = 0;
        if (turn.usage().reasoning() > 0) {
          send(
              frames,
              "response.output_item.added",
              "output_index",
              index,
              "item",
              Json.object("id", reasoningId, "type", "reasoning", "summary", List.of()));
          streamSummary(frames);
          send(frames, "response.output_item.done", "output_index", index, "item", reasoning());
          index++;
        }
        if (turn.call() == null) {
          streamText(frames, index);
        } else {
          streamCall(frames, index, turn.call());
        }
        send(
            frames,
            turn.finish() == Finish.LENGTH ? "response.incomplete" : "response.completed",
            "response",
            finished());
      } catch (BrokeOff e) {
        Object error =
            Json.object(
                "code",
                "server_error",
                "message",
                "The server had an error while it worked on this request.");
        send(
            frames,
            "response.failed",
            "response",
            response("failed", List.of(), null, null, error));
      }
      frames.end();
    }

    private void streamSummary(Frames frames) throws IOException {
      if (!summaryAsked()) {
        return;
      }
      Object part = Json.object("type", "summary_text", "text", turn.thoughts());
      send(
          frames,
          "response.reasoning_summary_part.added",
          "item_id",
          reasoningId,
          "output_index",
          0,
          "summary_index",
          0,
          "part",
          Json.object("type", "summary_text", "text", ""));
      for (String sentence : turn.thoughts().split("(?<=\\. )")) {
        send(
            frames,
            "response.reasoning_summary_text.delta",
            "item_id",
            reasoningId,
            "output_index",
            0,
            "summary_index",
            0,
            "delta",
            sentence);
      }
      send(
          frames,
          "response.reasoning_summary_text.done",
          "item_id",
          reasoningId,
          "output_index",
          0,
          "summary_index",
          0,
          "text",
          turn.thoughts());
      send(
          frames,
          "response.reasoning_summary_part.done",
          "item_id",
          reasoningId,
          "output_index",
          0,
          "summary_index",
          0,
          "part",
          part);
    }

    private void streamText(Frames frames, int index) throws IOException, BrokeOff {
      Object whole = turn.text().whole();
      send(
          frames,
          "response.output_item.added",
          "output_index",
          index,
          "item",
          message("in_progress", List.of()));
      send(
          frames,
          "response.content_part.added",
          "item_id",
          itemId,
          "output_index",
          index,
          "content_index",
          0,
          "part",
          part(""));
      for (Iterator<String> pieces = turn.text().pieces().iterator(); pieces.hasNext(); ) {
        frames.step();
        String noise =
            Ids.letters(ThreadLocalRandom.current(), ThreadLocalRandom.current().nextInt(12));
        send(
            frames,
            "response.output_text.delta",
            "item_id",
            itemId,
            "output_index",
            index,
            "content_index",
            0,
            "delta",
            pieces.next(),
            "logprobs",
            List.of(),
            "obfuscation",
            noise);
      }
      send(
          frames,
          "response.output_text.done",
          "item_id",
          itemId,
          "output_index",
          index,
          "content_index",
          0,
          "text",
          whole,
          "logprobs",
          List.of());
      send(
          frames,
          "response.content_part.done",
          "item_id",
          itemId,
          "output_index",
          index,
          "content_index",
          0,
          "part",
          part(whole));
      send(
          frames,
          "response.output_item.done",
          "output_index",
          index,
          "item",
          message("completed", List.of(part(whole))));
    }

    private void streamCall(Frames frames, int index, ToolCall call) throws IOException, BrokeOff {
      send(
          frames,
          "response.output_item.added",
          "output_index",
          index,
          "item",
          call("in_progress", call, ""));
      for (String piece : call.pieces()) {
        frames.step();
        send(
            frames,
            "response.function_call_arguments.delta",
            "item_id",
            itemId,
            "output_index",
            index,
            "delta",
            piece);
      }
      send(
          frames,
          "response.function_call_arguments.done",
          "item_id",
          itemId,
          "output_index",
          index,
          "name",
          call.name(),
          "arguments",
          call.arguments());
      send(
          frames,
          "response.output_item.done",
          "output_index",
          index,
          "item",
          call("completed", call, call.arguments()));
    }

    private void send(Frames frames, String event, @Nullable Object... members) throws IOException {
      Map<String, @Nullable Object> json =
          Json.object("type", event, "sequence_number", sequence++);
      json.putAll(Json.object(members));
      frames.send(event, json);
    }

    private boolean summaryAsked() {
      return body.path("reasoning").has("summary") && !turn.thoughts().isEmpty();
    }

    private Object reasoning() {
      List<?> summary =
          summaryAsked()
              ? List.of(Json.object("type", "summary_text", "text", turn.thoughts()))
              : List.of();
      return Json.object("id", reasoningId, "type", "reasoning", "summary", summary);
    }

    private Object message(String status, List<?> content) {
      return Json.object(
          "id",
          itemId,
          "type",
          "message",
          "status",
          status,
          "role",
          "assistant",
          "content",
          content);
    }

    private static Object part(Object text) {
      return Json.object(
          "type", "output_text", "annotations", List.of(), "logprobs", List.of(), "text", text);
    }

    private Object call(String status, ToolCall call, String arguments) {
      return Json.object(
          "id",
          itemId,
          "type",
          "function_call",
          "status",
          status,
          "arguments",
          arguments,
          "call_id",
          callId,
          "name",
          call.name());
    }

    private Object response(
        String status,
        List<?> output,
        @Nullable Object usage,
        @Nullable Object incomplete,
        @Nullable Object error) {
      boolean running = status.equals("in_progress");
      return Json.object(
          "id",
          id,
          "object",
          "response",
          "created_at",
          created,
          "status",
          status,
          "background",
          false,
          "completed_at",
          status.equals("completed") ? clock.instant().getEpochSecond() : null,
          "error",
          error,
          "incomplete_details",
          incomplete,
          "instructions",
          echo("instructions", null),
          "max_output_tokens",
          echo("max_output_tokens", null),
          "model",
          model,
          "output",
          output,
          "parallel_tool_calls",
          echo("parallel_tool_calls", true),
          "previous_response_id",
          echo("previous_response_id", null),
          "reasoning",
          Json.object(
              "effort", body.path("reasoning").path("effort").asString("medium"), "summary", null),
          "service_tier",
          running ? body.path("service_tier").asString("auto") : OpenAiApi.serviceTier(body),
          "store",
          echo("store", true),
          "temperature",
          echo("temperature", 1.0),
          "text",
          echo("text", Json.object("format", Json.object("type", "text"), "verbosity", "medium")),
          "tool_choice",
          echo("tool_choice", "auto"),
          "tools",
          echo("tools", List.of()),
          "top_p",
          echo("top_p", 1.0),
          "truncation",
          "disabled",
          "usage",
          usage,
          "user",
          echo("user", null),
          "metadata",
          echo("metadata", Json.object()));
    }

    private @Nullable Object echo(String member, @Nullable Object otherwise) {
      return body.has(member) ? body.path(member) : otherwise;
    }
  }
}
