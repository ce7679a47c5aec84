package ai.meterr.providers.openai;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;

/**
 * Runs of assistants: a run tells its usage once it is over, streams repeat the run and end with
 * {@code [DONE]}.
 */
final class RunTranscript implements Transcript {
  static final Paths WANTED =
      Paths.of("object", "id", "model", "service_tier", "usage.**", "error", "last_error");

  private final Findings findings = new Findings();
  private Picked usage = Picked.ABSENT;
  private boolean ended;

  @Override
  public Progress document(Picked document) {
    findings.error(document.at("error"));
    if (document.at("object").is("thread.run")) {
      findings.id(document.at("id"));
      findings.model(document.at("model"));
      findings.serviceTier(document.at("service_tier"));
      findings.error(document.at("last_error"));
      usage = document.at("usage").isThere() ? document.at("usage") : usage;
    }
    return usage.isThere() ? Progress.ENDING : Progress.OPEN;
  }

  @Override
  public void done() {
    ended = true;
  }

  @Override
  public Reading finish(boolean complete) {
    if (!usage.isThere()) {
      return findings.silent(ended || complete);
    }
    try {
      return findings.reported(OpenAiUsage.of(usage), ended || complete);
    } catch (Nonsense why) {
      return findings.nonsense(why, ended || complete);
    }
  }
}
