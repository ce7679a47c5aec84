package ai.meterr.providers.answer;

import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;
import java.util.Map;

/**
 * Tokens as OpenAI's API and those made after it count them: input includes what was read from and
 * written to a cache, output includes reasoning.
 *
 * @param inputBy tokens of the input by modality, text left out
 * @param outputBy tokens of the output by modality, text left out
 */
public record InclusiveCounts(
    long input,
    long cacheRead,
    long cacheWritten,
    Map<Modality, Long> inputBy,
    long output,
    long reasoning,
    Map<Modality, Long> outputBy) {

  public InclusiveCounts {
    inputBy = Map.copyOf(inputBy);
    outputBy = Map.copyOf(outputBy);
  }

  public long total() {
    return input + output;
  }

  /** The same where the counter of the input leaves out tokens that the model read. */
  public InclusiveCounts withMoreInput(long left) {
    return new InclusiveCounts(
        input + left, cacheRead, cacheWritten, inputBy, output, reasoning, outputBy);
  }

  /** The same with other figures of the cache. */
  public InclusiveCounts withCache(long read, long written) {
    return new InclusiveCounts(input, read, written, inputBy, output, reasoning, outputBy);
  }

  /** The same where the counter of the output leaves out reasoning. */
  public InclusiveCounts withReasoningOnTop() {
    return new InclusiveCounts(
        input, cacheRead, cacheWritten, inputBy, output + reasoning, reasoning, outputBy);
  }

  /**
   * @throws Nonsense where a part is more than the whole
   */
  public Usage exclusive() throws Nonsense {
    ByModality in = new ByModality("input tokens", input, inputBy);
    ByModality read = in.untoldPart("cached_tokens", cacheRead);
    in = in.minus(read);
    ByModality written = in.untoldPart("cache_write_tokens", cacheWritten);
    in = in.minus(written);
    ByModality out = new ByModality("output tokens", output, outputBy);
    ByModality thought = out.untoldPart("reasoning_tokens", reasoning);
    out = out.minus(thought);

    Usage.Builder usage = Usage.builder();
    in.addTo(usage, MeterKind.INPUT);
    read.addTo(usage, MeterKind.CACHE_READ);
    written.addTo(usage, MeterKind.CACHE_WRITE);
    out.addTo(usage, MeterKind.OUTPUT);
    thought.addTo(usage, MeterKind.REASONING);
    return usage.build();
  }
}
