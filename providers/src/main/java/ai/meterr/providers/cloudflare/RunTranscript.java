package ai.meterr.providers.cloudflare;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.compatible.CompatibleUsage;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;

/**
 * What a model that was run tells: usage in {@code result} of a whole body, at the root of a
 * stream's chunks, where the last one counts. Models that are not billed by tokens tell none.
 */
final class RunTranscript implements Transcript {
  static final Paths WANTED = Paths.of("usage.**", "result.usage.**", "errors.[]");

  private final Findings findings = new Findings();
  private Picked usage = Picked.ABSENT;
  private boolean ended;

  @Override
  public Progress document(Picked document) {
    Picked told = document.at("usage").isThere() ? document : document.at("result");
    usage = told.at("usage").isThere() ? told.at("usage") : usage;
    if (!document.at("errors").items().isEmpty()) {
      findings.error();
    }
    return Progress.OPEN;
  }

  @Override
  public void done() {
    ended = true;
  }

  @Override
  public Reading finish(boolean complete) {
    if (!usage.isThere() || !(complete || ended)) {
      return findings.silent(ended || complete);
    }
    try {
      return findings.reported(CompatibleUsage.read(usage, findings), true);
    } catch (Nonsense why) {
      return findings.nonsense(why, true);
    }
  }
}
