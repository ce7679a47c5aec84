package ai.meterr.providers.bedrock;

import ai.meterr.providers.Headers;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The four counters of Bedrock, which exclude each other; null where one is not told. Bedrock tells
 * them in the body of Converse and of its own models, in headers of a plain answer of InvokeModel,
 * and in the last chunk of its stream.
 */
record Counts(
    @Nullable Long input, @Nullable Long output, @Nullable Long cacheRead, @Nullable Long written) {
  static final Counts NONE = new Counts(null, null, null, null);

  private static final String HEADER = "x-amzn-bedrock-";
  private static final int DIGITS_MAX = 15;

  static Counts ofHeaders(Headers headers) {
    return new Counts(
        header(headers, "input-token-count"),
        header(headers, "output-token-count"),
        header(headers, "cache-read-input-token-count"),
        header(headers, "cache-write-input-token-count"));
  }

  private static @Nullable Long header(Headers headers, String name) {
    String value = headers.first(HEADER + name);
    boolean counts =
        value != null
            && !value.isEmpty()
            && value.length() <= DIGITS_MAX
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return counts ? Long.valueOf(value) : null;
  }

  /** {@code amazon-bedrock-invocationMetrics}. */
  static Counts ofMetrics(Picked metrics) throws Nonsense {
    return new Counts(
        told(metrics, "inputTokenCount"),
        told(metrics, "outputTokenCount"),
        told(metrics, "cacheReadInputTokenCount"),
        told(metrics, "cacheWriteInputTokenCount"));
  }

  /** {@code usage} of Converse and of Amazon's own models. */
  static Counts ofUsage(Picked usage) throws Nonsense {
    return new Counts(
        told(usage, "inputTokens"),
        told(usage, "outputTokens"),
        told(usage, "cacheReadInputTokens", "cacheReadInputTokenCount"),
        told(usage, "cacheWriteInputTokens", "cacheWriteInputTokenCount"));
  }

  /** Models of Amazon's and Meta's that count at the root of their answers. */
  static Counts ofRoot(Picked body) throws Nonsense {
    Long output = told(body, "generation_token_count", "totalOutputTextTokenCount");
    for (Picked result : body.at("results").items()) {
      Long one = told(result, "tokenCount");
      output = output == null || one == null ? one : Long.valueOf(output + one);
    }
    return new Counts(told(body, "prompt_token_count", "inputTextTokenCount"), output, null, null);
  }

  private static @Nullable Long told(Picked parent, String... names) throws Nonsense {
    Picked figure = parent.atFirst(names);
    return figure.isThere() ? Long.valueOf(Figures.toCount(figure, names[0])) : null;
  }

  boolean areThere() {
    return input != null || output != null;
  }

  /** What this does not tell, the other does. */
  Counts or(Counts other) {
    return new Counts(
        input != null ? input : other.input,
        output != null ? output : other.output,
        cacheRead != null ? cacheRead : other.cacheRead,
        written != null ? written : other.written);
  }

  long total() {
    return zeroIfUntold(input)
        + zeroIfUntold(output)
        + zeroIfUntold(cacheRead)
        + zeroIfUntold(written);
  }

  /** Of writes no lifetime is told. */
  Usage usage() {
    return Usage.builder()
        .add(Meter.INPUT, zeroIfUntold(input))
        .add(Meter.CACHE_READ, zeroIfUntold(cacheRead))
        .add(Meter.CACHE_WRITE, zeroIfUntold(written))
        .add(Meter.OUTPUT, zeroIfUntold(output))
        .build();
  }

  private static long zeroIfUntold(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
