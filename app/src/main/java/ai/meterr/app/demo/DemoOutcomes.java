package ai.meterr.app.demo;

import ai.meterr.app.demo.DemoProgram.Shape;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.CallFacts;
import ai.meterr.event.Ending;
import ai.meterr.event.EndpointKind;
import ai.meterr.event.EventId;
import ai.meterr.event.Source;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Reading.Told;
import ai.meterr.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** How the calls of the history went, and what their answers told. */
final class DemoOutcomes {
  /** One morning a provider had too much to do. */
  private static final ProviderId OVERLOADED = ProviderId.ANTHROPIC;

  private static final int OVERLOAD_DAYS_AGO = 6;
  private static final int OVERLOAD_HOUR = 10;
  private static final int OVERLOAD_PERCENT = 30;

  private static final int OPENAI_CACHE_STEP = 128;
  private static final int OPENAI_REASONING_STEP = 64;
  private static final int ID_LETTERS = 24;
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final ZonedDateTime overload;

  /**
   * @param now where the history ends
   */
  DemoOutcomes(Instant now) {
    ZonedDateTime day = now.atZone(DemoCompany.ZONE).minusDays(OVERLOAD_DAYS_AGO);
    this.overload = day.toLocalDate().atTime(OVERLOAD_HOUR, 0).atZone(DemoCompany.ZONE);
  }

  record Outcome(CallFacts facts, Reading reading) {}

  private enum Kind {
    ANSWERED(null, Ending.COMPLETED, true),
    COUNTED(200, Ending.COMPLETED, true),
    LISTED(200, Ending.COMPLETED, true),
    REFUSED(400, Ending.COMPLETED, true),
    RATE_LIMITED(429, Ending.COMPLETED, true),
    SERVER_ERROR(500, Ending.COMPLETED, true),
    PROVIDER_OVERLOADED(529, Ending.COMPLETED, true),
    CLIENT_LEFT(200, Ending.CLIENT_LEFT, true),
    PROVIDER_BROKE(200, Ending.PROVIDER_BROKE, true),
    TIMED_OUT(null, Ending.NO_ANSWER, true),
    NOT_SENT(null, Ending.NO_ANSWER, false),
    INTERRUPTED(null, Ending.METERR_DIED, true);

    private final @Nullable Integer httpStatus;
    private final Ending ending;
    private final boolean requestWritten;

    Kind(@Nullable Integer httpStatus, Ending ending, boolean requestWritten) {
      this.httpStatus = httpStatus;
      this.ending = ending;
      this.requestWritten = requestWritten;
    }
  }

  Outcome draw(
      DemoProgram program,
      EventId id,
      Instant time,
      Attribution attribution,
      SplittableRandom random) {
    DemoModel model = program.models().get(random.nextInt(program.models().size()));
    Kind kind = kind(program, model, time, random);
    Shape shape = program.shape();
    return kind == Kind.ANSWERED
        ? answered(model, shape, id, time, attribution, random)
        : other(kind, model, shape, id, time, attribution, random);
  }

  private Kind kind(DemoProgram program, DemoModel model, Instant time, SplittableRandom random) {
    boolean overloaded =
        model.provider().equals(OVERLOADED)
            && !time.isBefore(overload.toInstant())
            && time.isBefore(overload.plusHours(1).toInstant());
    if (overloaded && random.nextInt(100) < OVERLOAD_PERCENT) {
      return Kind.PROVIDER_OVERLOADED;
    }
    int draw = random.nextInt(10_000);
    boolean generates = program.shape().operation() == Operation.CHAT;
    if (draw < 80) {
      return Kind.RATE_LIMITED;
    }
    if (draw < 110) {
      return Kind.SERVER_ERROR;
    }
    if (draw < 135) {
      return Kind.REFUSED;
    }
    if (draw < 160) {
      return program.shape().streamed() ? Kind.CLIENT_LEFT : Kind.ANSWERED;
    }
    if (draw < 170) {
      return Kind.PROVIDER_BROKE;
    }
    if (draw < 176) {
      return Kind.TIMED_OUT;
    }
    if (draw < 180) {
      return Kind.NOT_SENT;
    }
    if (draw < 183) {
      return Kind.INTERRUPTED;
    }
    if (draw < 230) {
      return generates && !model.provider().equals(ProviderId.OPENAI)
          ? Kind.COUNTED
          : Kind.ANSWERED;
    }
    return draw < 245 ? Kind.LISTED : Kind.ANSWERED;
  }

  private static Outcome answered(
      DemoModel model,
      Shape shape,
      EventId id,
      Instant time,
      Attribution attribution,
      SplittableRandom random) {
    Usage usage = usage(model, shape, random);
    long output = usage.quantity(Meter.OUTPUT).longValueExact();
    long reasoning = usage.quantity(Meter.REASONING).longValueExact();
    long firstToken = varied(model.firstTokenMillis(), random) + model.millisFor(reasoning);
    CallFacts facts =
        new CallFacts(
            id,
            time,
            model.provider(),
            model.asked(),
            operation(model, shape),
            EndpointKind.METERED,
            shape.streamed(),
            200,
            Ending.COMPLETED,
            true,
            Source.GATEWAY,
            Duration.ofMillis(firstToken + model.millisFor(output)),
            shape.streamed() ? Duration.ofMillis(firstToken) : null,
            attribution,
            List.of());
    Reading reading =
        new Reading(
            Told.REPORTED,
            usage,
            model.answered(),
            responseId(model, shape, random),
            shape.operation() == Operation.EMBEDDINGS ? null : model.usualTier(),
            null,
            List.of(),
            null,
            false,
            true,
            List.of());
    return new Outcome(facts, reading);
  }

  private static Outcome other(
      Kind kind,
      DemoModel model,
      Shape shape,
      EventId id,
      Instant time,
      Attribution attribution,
      SplittableRandom random) {
    boolean models = kind == Kind.LISTED;
    boolean counts = kind == Kind.COUNTED;
    CallFacts facts =
        new CallFacts(
            id,
            time,
            model.provider(),
            models ? null : model.asked(),
            models ? Operation.MODELS : counts ? Operation.COUNT_TOKENS : operation(model, shape),
            models ? EndpointKind.NO_USAGE : counts ? EndpointKind.COUNTING : EndpointKind.METERED,
            shape.streamed() && !models && !counts,
            kind.httpStatus,
            kind.ending,
            kind.requestWritten,
            Source.GATEWAY,
            kind == Kind.INTERRUPTED ? null : Duration.ofMillis(varied(240, random)),
            null,
            attribution,
            List.of());
    return new Outcome(facts, Reading.silent(kind.ending == Ending.COMPLETED));
  }

  private static Operation operation(DemoModel model, Shape shape) {
    return model.provider().equals(ProviderId.GEMINI) && shape.operation() == Operation.CHAT
        ? Operation.GENERATE_CONTENT
        : shape.operation();
  }

  private static Usage usage(DemoModel model, Shape shape, SplittableRandom random) {
    Usage.Builder usage = Usage.builder();
    long fresh = Math.max(1, varied(shape.fresh(), random));
    long kept = shape.kept() == 0 ? 0 : varied(shape.kept(), random);
    fresh += addKept(usage, model, shape, kept, random);
    usage.add(Meter.INPUT, fresh);
    if (shape.output() > 0) {
      usage.add(Meter.OUTPUT, Math.max(1, varied(shape.output(), random)));
      usage.add(Meter.REASONING, reasoning(model, shape, random));
    }
    return usage.build();
  }

  /**
   * Books the part of the prompt that stays the same: mostly read from the cache, now and then
   * written to it where that is told.
   *
   * @return how much of it was read afresh
   */
  private static long addKept(
      Usage.Builder usage, DemoModel model, Shape shape, long kept, SplittableRandom random) {
    int draw = random.nextInt(100);
    if (model.provider().equals(ProviderId.ANTHROPIC)) {
      Meter write = shape.keptForAnHour() ? Meter.CACHE_WRITE_1H : Meter.CACHE_WRITE_5M;
      long written = draw < 6 ? kept : draw < 40 ? kept / 12 : 0;
      usage.add(write, written);
      usage.add(Meter.CACHE_READ, kept - written);
      return 0;
    }
    if (draw < 35 || kept < 1024) {
      return kept;
    }
    boolean inSteps = model.provider().equals(ProviderId.OPENAI);
    long read = inSteps ? kept / OPENAI_CACHE_STEP * OPENAI_CACHE_STEP : kept;
    usage.add(Meter.CACHE_READ, read);
    return kept - read;
  }

  private static long reasoning(DemoModel model, Shape shape, SplittableRandom random) {
    if (shape.reasoning() == 0) {
      return 0;
    }
    return switch (model) {
      case HAIKU, GPT_4O_MINI, EMBEDDING -> 0;
      case GPT, GPT_MINI, ORCHID ->
          varied(shape.reasoning(), random) / OPENAI_REASONING_STEP * OPENAI_REASONING_STEP;
      case OPUS, SONNET, GEMINI_PRO, GEMINI_FLASH, GEMINI_3_FLASH ->
          varied(shape.reasoning(), random);
    };
  }

  /** Between a third and three times the typical number, smaller ones as often as larger ones. */
  private static long varied(int typical, SplittableRandom random) {
    return Math.round(typical * Math.pow(3, 2 * random.nextDouble() - 1));
  }

  private static @Nullable String responseId(
      DemoModel model, Shape shape, SplittableRandom random) {
    if (shape.operation() == Operation.EMBEDDINGS) {
      return null;
    }
    StringBuilder id = new StringBuilder();
    if (model.provider().equals(ProviderId.OPENAI)) {
      id.append("chatcmpl-");
    } else if (model.provider().equals(ProviderId.ANTHROPIC)) {
      id.append("msg_01");
    }
    for (int i = 0; i < ID_LETTERS; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
