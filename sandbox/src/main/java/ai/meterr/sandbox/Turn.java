package ai.meterr.sandbox;

import ai.meterr.sandbox.Ask.CachedPart;
import ai.meterr.sandbox.Ask.Effort;
import ai.meterr.sandbox.Ask.Tool;
import ai.meterr.sandbox.Faults.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the pretended model does with a request: it says something or calls a tool, and it uses
 * tokens for it.
 *
 * @param texts one per choice
 * @param call the tool call that stands in place of the texts
 * @param thoughts the reasoning in words, empty where there is none
 */
record Turn(
    List<Text> texts, @Nullable ToolCall call, String thoughts, Finish finish, Usage usage) {
  private static final long CACHEABLE = 1024;
  private static final int OPENAI_CACHE_STEP = 128;
  private static final int OPENAI_REASONING_STEP = 64;

  enum Finish {
    DONE,
    LENGTH,
    TOOL
  }

  /**
   * @param arguments JSON text
   */
  record ToolCall(String name, String arguments) {
    /** The arguments in the pieces in which a stream brings them. */
    List<String> pieces() {
      List<String> pieces = new ArrayList<>();
      int size = Math.max(4, arguments.length() / 6);
      for (int from = 0; from < arguments.length(); from += size) {
        pieces.add(arguments.substring(from, Math.min(arguments.length(), from + size)));
      }
      return pieces;
    }
  }

  Turn {
    texts = List.copyOf(texts);
  }

  /** The first choice. */
  Text text() {
    return texts.getFirst();
  }

  /** How many pieces a stream of it has, at least one. */
  long pieceCount() {
    return call != null ? call.pieces().size() : texts.stream().mapToLong(Text::pieceCount).sum();
  }

  static Turn of(Ask ask, Request request, Faults faults) {
    SplittableRandom random = request.random();
    long reasoning = Math.min(reasoning(ask, random), ask.outputTokensMax() / 2);
    String thoughts =
        reasoning == 0 ? "" : Prose.think(random, (int) Math.min(80, reasoning / 2 + 1));
    if (!ask.tools().isEmpty()) {
      Tool tool = ask.tools().get(random.nextInt(ask.tools().size()));
      ToolCall call = new ToolCall(tool.name(), SchemaSample.of(tool.schema(), random).toString());
      Usage usage = usage(ask, 12 + call.arguments.length() / 4, reasoning, random, request);
      return new Turn(List.of(new Text.Spoken(List.of())), call, thoughts, Finish.TOOL, usage);
    }
    List<Text> texts = new ArrayList<>();
    boolean shortened = false;
    long visible = 0;
    for (int choice = 0; choice < ask.choices(); choice++) {
      Text full = text(ask, random, faults);
      Text text = shortened(full, ask.outputTokensMax() - reasoning);
      shortened |= text != full;
      texts.add(text);
      visible += text.tokens();
    }
    return new Turn(
        texts,
        null,
        thoughts,
        shortened ? Finish.LENGTH : Finish.DONE,
        usage(ask, visible, reasoning, random, request));
  }

  private static Text text(Ask ask, SplittableRandom random, Faults faults) {
    if (faults.has(Kind.BIG)) {
      return new Text.Filler(faults.value(Kind.BIG));
    }
    if (ask.schema() != null) {
      return new Text.Spoken(List.of(SchemaSample.of(ask.schema(), random).toString().split(" ")));
    }
    int words = 20 + random.nextInt(90) + (random.nextInt(8) == 0 ? random.nextInt(300) : 0);
    return Prose.say(random, words);
  }

  private static Text shortened(Text text, long tokens) {
    if (!(text instanceof Text.Spoken spoken) || spoken.tokens() <= tokens) {
      return text;
    }
    int words = (int) Math.max(1, tokens * 3 / 4);
    return new Text.Spoken(spoken.words().subList(0, Math.min(words, spoken.words().size())));
  }

  private static long reasoning(Ask ask, SplittableRandom random) {
    long steps =
        switch (ask.effort()) {
          case NONE -> 0;
          case LOW -> 1 + random.nextInt(3);
          case MEDIUM -> 2 + random.nextInt(10);
          case HIGH -> 8 + random.nextInt(28);
        };
    boolean exact = ask.caching() == Ask.Caching.MARKED || ask.caching() == Ask.Caching.IMPLICIT;
    return steps * OPENAI_REASONING_STEP
        + (exact && ask.effort() != Effort.NONE ? random.nextInt(OPENAI_REASONING_STEP) : 0);
  }

  private static Usage usage(
      Ask ask, long output, long reasoning, SplittableRandom random, Request request) {
    long prompt = Math.max(1, ask.promptTokens());
    Usage usage =
        switch (ask.caching()) {
          case MARKED -> marked(ask, prompt, random);
          case AUTOMATIC ->
              new Usage(
                  0, prompt < CACHEABLE ? 0 : inSteps(cachedShare(prompt, random)), 0, 0, 0, 0);
          case AUTOMATIC_WITH_WRITES -> {
            long cached = prompt < CACHEABLE ? 0 : inSteps(cachedShare(prompt, random));
            yield new Usage(0, cached, prompt < CACHEABLE ? 0 : inSteps(prompt - cached), 0, 0, 0);
          }
          case IMPLICIT ->
              new Usage(0, prompt < CACHEABLE ? 0 : cachedShare(prompt, random), 0, 0, 0, 0);
        };
    usage =
        new Usage(
            prompt - usage.prompt(),
            usage.cacheRead(),
            usage.cacheWrite5m(),
            usage.cacheWrite1h(),
            Math.max(1, output),
            reasoning);
    String order = request.header("x-sandbox-usage");
    return order == null ? usage : usage.with(order);
  }

  /** One call in three finds nothing in the cache; the others find half of their prompt or more. */
  private static long cachedShare(long prompt, SplittableRandom random) {
    return random.nextInt(3) == 0 ? 0 : prompt * (50 + random.nextInt(45)) / 100;
  }

  private static long inSteps(long tokens) {
    return tokens / OPENAI_CACHE_STEP * OPENAI_CACHE_STEP;
  }

  /**
   * One call in four writes all marked parts, most read them all, some read the first ones and
   * write the last.
   */
  private static Usage marked(Ask ask, long prompt, SplittableRandom random) {
    long all = ask.cached().stream().mapToLong(CachedPart::tokens).sum();
    if (all < CACHEABLE || all > prompt) {
      return new Usage(0, 0, 0, 0, 0, 0);
    }
    int draw = random.nextInt(20);
    int written = draw < 5 ? ask.cached().size() : draw < 8 && ask.cached().size() > 1 ? 1 : 0;
    long read = 0;
    long fiveMinutes = 0;
    long hour = 0;
    for (int i = 0; i < ask.cached().size(); i++) {
      CachedPart part = ask.cached().get(i);
      boolean isWritten = i >= ask.cached().size() - written;
      read += isWritten ? 0 : part.tokens();
      fiveMinutes += isWritten && !part.hour() ? part.tokens() : 0;
      hour += isWritten && part.hour() ? part.tokens() : 0;
    }
    return new Usage(0, read, fiveMinutes, hour, 0, 0);
  }
}
