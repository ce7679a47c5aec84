package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.Caching;
import ai.meterr.sandbox.Ask.Effort;
import ai.meterr.sandbox.Faults.Kind;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/completions}, the oldest of the three: no messages, no tools. */
final class OpenAiCompletions {
  private static final long USUAL_MAXIMUM = 16;
  private static final int CHOICES_MAX = 8;

  private final Ids ids;
  private final Clock clock;

  OpenAiCompletions(Ids ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  void answer(Request request, Reply reply) throws IOException {
    JsonNode body = request.body();
    long prompt = Math.max(1, Tokens.ofTree(body.path("prompt")));
    long max = body.path("max_tokens").asLong(USUAL_MAXIMUM);
    int choices = Math.clamp(body.path("n").asInt(1), 1, CHOICES_MAX);
    Turn turn =
        Turn.of(
            new Ask(
                request.model(),
                prompt,
                Caching.AUTOMATIC,
                List.of(),
                List.of(),
                null,
                max,
                Effort.NONE,
                choices),
            request,
            reply.faults());
    String id = ids.next("cmpl-", 29);
    reply.tells(id, Models.snapshot(request.model()), turn.usage());
    if (request.streamed()) {
      stream(request, reply, turn, id);
      return;
    }
    List<Object> texts = new ArrayList<>();
    for (Text text : turn.texts()) {
      texts.add(choice(texts.size(), text.whole(), finish(turn)));
    }
    reply.answer(
        completion(
            request,
            id,
            texts,
            reply.faults().has(Kind.NO_USAGE) ? Json.ABSENT : usage(turn.usage())),
        turn.pieceCount());
  }

  private void stream(Request request, Reply reply, Turn turn, String id) throws IOException {
    boolean usageAsked =
        request.body().path("stream_options").path("include_usage").asBoolean(false);
    Object meanwhile = usageAsked ? null : Json.ABSENT;
    Frames frames = reply.stream(Frames.Framing.SSE, turn.pieceCount());
    try {
      for (int i = 0; i < turn.texts().size(); i++) {
        for (Iterator<String> pieces = turn.texts().get(i).pieces().iterator();
            pieces.hasNext(); ) {
          frames.step();
          String piece = pieces.next();
          frames.send(
              completion(
                  request,
                  id,
                  List.of(choice(i, piece, pieces.hasNext() ? null : finish(turn))),
                  meanwhile));
        }
      }
      if (usageAsked && !reply.faults().has(Kind.NO_USAGE)) {
        frames.send(completion(request, id, List.of(), usage(turn.usage())));
      }
      frames.sendText(null, "[DONE]");
    } catch (BrokeOff e) {
      frames.send(
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
    frames.end();
  }

  private Object completion(Request request, String id, List<?> choices, @Nullable Object usage) {
    long created = clock.instant().getEpochSecond();
    return Json.object(
        "id",
        id,
        "object",
        "text_completion",
        "created",
        created,
        "model",
        Models.snapshot(request.model()),
        "choices",
        choices,
        "usage",
        usage);
  }

  private static Object choice(int index, Object text, @Nullable String finish) {
    return Json.object("text", text, "index", index, "logprobs", null, "finish_reason", finish);
  }

  private static String finish(Turn turn) {
    return turn.finish() == Turn.Finish.LENGTH ? "length" : "stop";
  }

  private static Object usage(Usage usage) {
    return Json.object(
        "prompt_tokens",
        usage.prompt(),
        "completion_tokens",
        usage.generated(),
        "total_tokens",
        usage.total());
  }
}
