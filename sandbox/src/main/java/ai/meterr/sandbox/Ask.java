package ai.meterr.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a request asks of the model, told alike for the three APIs.
 *
 * @param promptTokens all of the prompt, cached or not
 * @param cached the parts of the prompt that the caller wants cached, in their order; empty where
 *     the provider decides
 * @param tools the functions that may be called; empty where none may
 * @param schema of the answer, where the caller asks for structured output
 * @param outputTokensMax reasoning included
 * @param choices how many answers are asked for
 */
record Ask(
    String model,
    long promptTokens,
    Caching caching,
    List<CachedPart> cached,
    List<Tool> tools,
    @Nullable JsonNode schema,
    long outputTokensMax,
    Effort effort,
    int choices) {
  static final long NO_MAXIMUM = 64_000;

  enum Effort {
    NONE,
    LOW,
    MEDIUM,
    HIGH
  }

  enum Caching {
    /** As the caller marks it, with a lifetime: Anthropic. */
    MARKED,
    /** Reads only, in steps of 128 tokens: OpenAI. */
    AUTOMATIC,
    /** Reads, and writes that are told: OpenAI from GPT-5.6 on. */
    AUTOMATIC_WITH_WRITES,
    /** Reads only, any number of tokens: Gemini. */
    IMPLICIT
  }

  /**
   * @param hour kept for one hour, else for five minutes
   */
  record CachedPart(long tokens, boolean hour) {}

  record Tool(String name, JsonNode schema) {}

  Ask {
    cached = List.copyOf(cached);
    tools = List.copyOf(tools);
  }
}
