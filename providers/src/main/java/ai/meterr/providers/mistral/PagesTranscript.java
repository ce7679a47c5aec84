package ai.meterr.providers.mistral;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Usage;

/** Documents that were read (OCR): billed by the page. */
final class PagesTranscript implements Transcript {
  static final Paths WANTED = Paths.of("model", "usage_info.pages_processed");

  private final Findings findings = new Findings();
  private Picked usage = Picked.ABSENT;

  @Override
  public Progress document(Picked document) {
    findings.model(document.at("model"));
    usage = document.at("usage_info");
    return Progress.SETTLED;
  }

  @Override
  public Reading finish(boolean complete) {
    if (!usage.at("pages_processed").isThere()) {
      return findings.silent(complete);
    }
    try {
      long pages = Figures.count(usage, "pages_processed");
      return findings.reported(
          Usage.builder().add(Meter.of(MeterKind.PAGE), pages).build(), complete);
    } catch (Nonsense why) {
      return findings.nonsense(why, complete);
    }
  }
}
