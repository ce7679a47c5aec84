package ai.meterr.sandbox;

/**
 * Tokens of one answer in exclusive classes; each API adds them up in its own way.
 *
 * @param input neither read from a cache nor written to one
 * @param cacheWrite5m written for five minutes, or for a time that the API does not tell
 * @param output visible, without reasoning
 */
record Usage(
    long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output, long reasoning) {
  long prompt() {
    return input + cacheRead + cacheWrite5m + cacheWrite1h;
  }

  long generated() {
    return output + reasoning;
  }

  long total() {
    return prompt() + generated();
  }

  Usage withOutput(long newOutput) {
    return new Usage(input, cacheRead, cacheWrite5m, cacheWrite1h, newOutput, reasoning);
  }

  /**
   * As a caller ordered it: {@code
   * input=1200,cache_read=1024,cache_write_5m=0,cache_write_1h=0,output=300,reasoning=64}; what is
   * not named stays.
   */
  Usage with(String order) {
    Usage usage = this;
    for (String part : order.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new BadOrder("x-sandbox-usage is class=tokens,…: " + part.strip());
      }
      usage =
          usage.with(
              part.substring(0, equals).strip(), BadOrder.number(part.substring(equals + 1)));
    }
    return usage;
  }

  private Usage with(String name, long tokens) {
    return switch (name) {
      case "input" -> new Usage(tokens, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning);
      case "cache_read" -> new Usage(input, tokens, cacheWrite5m, cacheWrite1h, output, reasoning);
      case "cache_write_5m" -> new Usage(input, cacheRead, tokens, cacheWrite1h, output, reasoning);
      case "cache_write_1h" -> new Usage(input, cacheRead, cacheWrite5m, tokens, output, reasoning);
      case "output" -> new Usage(input, cacheRead, cacheWrite5m, cacheWrite1h, tokens, reasoning);
      case "reasoning" -> new Usage(input, cacheRead, cacheWrite5m, cacheWrite1h, output, tokens);
      default -> throw new BadOrder("x-sandbox-usage knows no class " + name);
    };
  }
}
