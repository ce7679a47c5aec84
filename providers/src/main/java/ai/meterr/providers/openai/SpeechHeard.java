package ai.meterr.providers.openai;

import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Usage;

/** Usage of transcriptions: tokens, or seconds where the model is billed by time (Whisper). */
final class SpeechHeard {
  private SpeechHeard() {}

  static Usage of(Picked usage, Findings findings) throws Nonsense {
    return usage.at("type").is("duration")
        ? Usage.builder().add(Meter.of(MeterKind.SECOND), Figures.count(usage, "seconds")).build()
        : OpenAiUsage.of(usage);
  }
}
