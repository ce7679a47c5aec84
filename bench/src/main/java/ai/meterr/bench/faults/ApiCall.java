package ai.meterr.bench.faults;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A call as a program makes it: one of the providers' APIs, streamed or not. */
enum ApiCall {
  CHAT("/v1/chat/completions", Family.OPENAI, "{\"model\":\"gpt-5-mini\",%s}", ""),
  CHAT_STREAM(
      "/v1/chat/completions",
      Family.OPENAI,
      "{\"model\":\"gpt-4o-mini\",\"stream\":true,%s}",
      "data: [DONE]\n\n"),
  CHAT_STREAM_USAGE(
      "/openai/v1/chat/completions",
      Family.OPENAI,
      "{\"model\":\"gpt-5-mini\",\"stream\":true,\"stream_options\":{\"include_usage\":true},%s}",
      "data: [DONE]\n\n"),
  RESPONSES("/v1/responses", Family.OPENAI_INPUT, "{\"model\":\"gpt-5-mini\",%s}", ""),
  RESPONSES_STREAM(
      "/v1/responses",
      Family.OPENAI_INPUT,
      "{\"model\":\"gpt-5.4\",\"stream\":true,%s}",
      "\"type\":\"response.completed\""),
  MESSAGES("/v1/messages", Family.ANTHROPIC, "{\"model\":\"claude-haiku-4-5\",%s}", ""),
  MESSAGES_STREAM(
      "/v1/messages",
      Family.ANTHROPIC,
      "{\"model\":\"claude-sonnet-4-6\",\"stream\":true,%s}",
      "\"type\":\"message_stop\""),
  GENERATE("/v1beta/models/gemini-2.5-flash:generateContent", Family.GEMINI, "{%s}", ""),
  GENERATE_STREAM(
      "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
      Family.GEMINI,
      "{%s}",
      "\"finishReason\"");

  private enum Family {
    OPENAI("\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]", false),
    OPENAI_INPUT("\"input\":\"%s\"", false),
    ANTHROPIC("\"max_tokens\":2000,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]", true),
    GEMINI("\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"%s\"}]}]", false);

    private final String prompt;
    private final boolean writesCache;

    Family(String prompt, boolean writesCache) {
      this.prompt = prompt;
      this.writesCache = writesCache;
    }
  }

  private static final List<ApiCall> ALL = List.of(values());

  private final String path;
  private final Family family;
  private final String body;

  /** What only the end of a whole stream holds; empty where the answer is plain. */
  private final String ending;

  ApiCall(String path, Family family, String body, String ending) {
    this.path = path;
    this.family = family;
    this.body = body;
    this.ending = ending;
  }

  static ApiCall any(SplittableRandom random) {
    return ALL.get(random.nextInt(ALL.size()));
  }

  String path() {
    return path;
  }

  boolean streams() {
    return !ending.isEmpty();
  }

  String body(String prompt) {
    return body.formatted(family.prompt.formatted(prompt));
  }

  Map<String, String> headers() {
    return family == Family.ANTHROPIC ? Map.of("anthropic-version", "2023-06-01") : Map.of();
  }

  /** Whether a client takes a stream's text for the whole answer. */
  boolean isWhole(String text) {
    int at = text.lastIndexOf(ending);
    return at >= 0 && text.indexOf('\n', at) >= 0;
  }

  /** Token counts for the sandbox to report ({@code x-sandbox-usage}), no two calls alike. */
  String usage(SplittableRandom random) {
    StringBuilder usage =
        new StringBuilder("input=")
            .append(random.nextInt(1, 100_000))
            .append(",cache_read=")
            .append(random.nextInt(50_000))
            .append(",output=")
            .append(random.nextInt(1, 20_000));
    if (family.writesCache) {
      usage.append(",cache_write_5m=").append(random.nextInt(9_000));
      usage.append(",cache_write_1h=").append(random.nextInt(9_000));
    }
    return usage.toString();
  }
}
