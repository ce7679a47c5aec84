package ai.meterr.providers.openai;

import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.InclusiveCounts;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;
import java.util.Map;

/**
 * OpenAI's usage objects. Input includes what was read from and written to the cache; output
 * includes reasoning. Chat, completions, embeddings and runs say prompt and completion, responses,
 * images and transcriptions say input and output; the rules are the same
 * (https://platform.openai.com/docs/api-reference/chat/object, as of 2026-10).
 */
public final class OpenAiUsage {
  private OpenAiUsage() {}

  /**
   * In exclusive classes.
   *
   * @throws Nonsense where parts and totals contradict each other
   */
  public static Usage of(Picked usage) throws Nonsense {
    InclusiveCounts counts = counts(usage);
    Figures.mustAddUp(usage, "total_tokens", counts.total());
    return counts.exclusive();
  }

  /** The counters as they stand, for APIs that use the names and mean something else. */
  public static InclusiveCounts counts(Picked usage) throws Nonsense {
    // runs of assistants spell it prompt_token_details, transcriptions input_token_details
    Picked in =
        usage.atFirst(
            "prompt_tokens_details",
            "input_tokens_details",
            "prompt_token_details",
            "input_token_details");
    Picked out = usage.atFirst("completion_tokens_details", "output_tokens_details");
    return new InclusiveCounts(
        Figures.firstCount(usage, "prompt_tokens", "input_tokens"),
        Figures.count(in, "cached_tokens"),
        Figures.count(in, "cache_write_tokens"),
        modalities(in),
        Figures.firstCount(usage, "completion_tokens", "output_tokens"),
        Figures.count(out, "reasoning_tokens"),
        modalities(out));
  }

  private static Map<Modality, Long> modalities(Picked details) throws Nonsense {
    return Map.of(
        Modality.AUDIO, Figures.count(details, "audio_tokens"),
        Modality.IMAGE, Figures.count(details, "image_tokens"),
        Modality.VIDEO, Figures.count(details, "video_tokens"));
  }
}
