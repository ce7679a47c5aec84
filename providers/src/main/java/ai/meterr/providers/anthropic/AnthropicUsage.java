package ai.meterr.providers.anthropic;

import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Usage;

/**
 * Anthropic's usage objects in exclusive classes. Input excludes what was read from and written to
 * the cache; output includes thinking
 * (https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching, as of 2026-10).
 */
final class AnthropicUsage {
  private AnthropicUsage() {}

  /** Of a message, or of one iteration of it. */
  static Usage of(Picked usage) throws Nonsense {
    long written = Figures.count(usage, "cache_creation_input_tokens");
    Picked lifetimes = usage.at("cache_creation");
    long fiveMinutes = Figures.count(lifetimes, "ephemeral_5m_input_tokens");
    long oneHour = Figures.count(lifetimes, "ephemeral_1h_input_tokens");
    if (!usage.at("cache_creation_input_tokens").isThere()) {
      written = fiveMinutes + oneHour;
    }
    // a stream restates the total at its end, but never the lifetimes: what came since is untold
    long untold =
        Figures.rest(
            "cache_creation_input_tokens", written, "cache_creation", fiveMinutes + oneHour);
    long output = Figures.count(usage, "output_tokens");
    long thinking = Figures.count(usage.at("output_tokens_details"), "thinking_tokens");
    return Usage.builder()
        .add(Meter.INPUT, Figures.count(usage, "input_tokens"))
        .add(Meter.CACHE_READ, Figures.count(usage, "cache_read_input_tokens"))
        .add(Meter.CACHE_WRITE, untold)
        .add(Meter.CACHE_WRITE_5M, fiveMinutes)
        .add(Meter.CACHE_WRITE_1H, oneHour)
        .add(Meter.OUTPUT, Figures.rest("output_tokens", output, "thinking_tokens", thinking))
        .add(Meter.REASONING, thinking)
        .add(
            Meter.of(MeterKind.WEB_SEARCH),
            Figures.count(usage.at("server_tool_use"), "web_search_requests"))
        .build();
  }
}
