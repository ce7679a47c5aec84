package ai.meterr.providers.mistral;

import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.InclusiveCounts;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.openai.OpenAiUsage;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.Usage;

/**
 * Mistral's usage (https://docs.mistral.ai/api, as of 2026-10). The prompt includes what was
 * cached, but not audio: the total is prompt, audio and completion. Audio is billed by the second.
 */
final class MistralUsage {
  private MistralUsage() {}

  static Usage of(Picked usage, Findings findings) throws Nonsense {
    findings.serviceTier(usage.at("service_tier"));
    InclusiveCounts counts = OpenAiUsage.counts(usage);
    counts = counts.withMoreInput(counts.inputBy().getOrDefault(Modality.AUDIO, 0L));
    Figures.mustAddUp(usage, "total_tokens", counts.total());
    return Usage.builder()
        .add(Meter.of(MeterKind.SECOND), seconds(usage.at("prompt_audio_seconds"), usage))
        .build()
        .plus(counts.exclusive());
  }

  /** Where there was no audio, some answers say so with an empty object. */
  private static long seconds(Picked told, Picked usage) throws Nonsense {
    return told.isObject() ? 0 : Figures.count(usage, "prompt_audio_seconds");
  }
}
