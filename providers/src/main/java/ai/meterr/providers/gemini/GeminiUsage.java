package ai.meterr.providers.gemini;

import ai.meterr.providers.answer.ByModality;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gemini's usage in exclusive classes. Prompt includes what was cached; what tools put into the
 * prompt and what the model thought are counters of their own (python-genai, types.py,
 * GenerateContentResponseUsageMetadata).
 */
final class GeminiUsage {
  private GeminiUsage() {}

  /** {@code usageMetadata} of generateContent and embedContent. */
  static Usage ofMetadata(Picked usage) throws Nonsense {
    return new Counters(
            counter(usage, "promptTokenCount", "promptTokensDetails", "promptTokenDetails"),
            Figures.count(usage, "cachedContentTokenCount"),
            usage.at("cacheTokensDetails"),
            counter(usage, "toolUsePromptTokenCount", "toolUsePromptTokensDetails"),
            counter(usage, "candidatesTokenCount", "candidatesTokensDetails"),
            Figures.count(usage, "thoughtsTokenCount"))
        .exclusive(usage, "totalTokenCount");
  }

  /** {@code usage} of the interactions API. */
  static Usage ofInteraction(Picked usage) throws Nonsense {
    return new Counters(
            counter(usage, "total_input_tokens", "input_tokens_by_modality"),
            Figures.count(usage, "total_cached_tokens"),
            usage.at("cached_tokens_by_modality"),
            counter(usage, "total_tool_use_tokens", "tool_use_tokens_by_modality"),
            counter(usage, "total_output_tokens", "output_tokens_by_modality"),
            Figures.count(usage, "total_thought_tokens"))
        .exclusive(usage, "total_tokens");
  }

  private record Counters(
      ByModality prompt,
      long cached,
      Picked cachedDetails,
      ByModality toolPrompt,
      ByModality output,
      long thoughts) {

    Usage exclusive(Picked usage, String total) throws Nonsense {
      Figures.mustAddUp(
          usage, total, prompt.total() + toolPrompt.total() + output.total() + thoughts);
      ByModality read =
          cachedDetails.items().isEmpty()
              ? prompt.untoldPart("cached tokens", cached)
              : new ByModality("cached tokens", cached, modalities(cachedDetails));
      Usage.Builder exclusive = Usage.builder();
      prompt.minus(read).addTo(exclusive, MeterKind.INPUT);
      toolPrompt.addTo(exclusive, MeterKind.INPUT);
      read.addTo(exclusive, MeterKind.CACHE_READ);
      output.addTo(exclusive, MeterKind.OUTPUT);
      return exclusive.add(Meter.REASONING, thoughts).build();
    }
  }

  private static ByModality counter(Picked usage, String name, String... details) throws Nonsense {
    return new ByModality(name, Figures.count(usage, name), modalities(usage.atFirst(details)));
  }

  private static Map<Modality, Long> modalities(Picked details) throws Nonsense {
    Map<Modality, Long> tokens = new EnumMap<>(Modality.class);
    for (Picked detail : details.items()) {
      long count = Figures.firstCount(detail, "tokenCount", "tokens");
      tokens.merge(modality(detail.at("modality").text()), count, Long::sum);
    }
    return tokens;
  }

  /** Documents are priced as text. */
  private static Modality modality(@Nullable String name) {
    return switch (name == null ? "" : name.toUpperCase(Locale.ROOT)) {
      case "AUDIO" -> Modality.AUDIO;
      case "IMAGE" -> Modality.IMAGE;
      case "VIDEO" -> Modality.VIDEO;
      default -> Modality.TEXT;
    };
  }
}
