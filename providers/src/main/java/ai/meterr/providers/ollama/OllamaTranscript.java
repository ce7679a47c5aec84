package ai.meterr.providers.ollama;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Usage;

/**
 * Ollama's own answers (https://docs.ollama.com/api, as of 2026-10): one object, or one a line of
 * which the last says {@code "done":true} and the counts. What was served from the prompt's cache
 * is left out of the count and told nowhere.
 */
final class OllamaTranscript implements Transcript {
  static final Paths WANTED = Paths.of("model", "error", "done", "prompt_eval_count", "eval_count");

  private final Findings findings = new Findings();
  private Picked last = Picked.ABSENT;

  @Override
  public Progress document(Picked document) {
    findings.model(document.at("model"));
    if (findings.error(document.at("error"))) {
      return Progress.ENDING;
    }
    if (!isWhole(document)) {
      return Progress.OPEN;
    }
    last = document;
    return Progress.SETTLED;
  }

  /** Embeddings say nothing of being done. */
  @Override
  public boolean isWhole(Picked document) {
    return document.at("done").isTrue() || !document.at("done").isThere();
  }

  @Override
  public Reading finish(boolean complete) {
    if (!last.at("prompt_eval_count").isThere() && !last.at("eval_count").isThere()) {
      return findings.silent(last.isThere());
    }
    try {
      return findings.reported(
          Usage.builder()
              .add(Meter.INPUT, Figures.count(last, "prompt_eval_count"))
              .add(Meter.OUTPUT, Figures.count(last, "eval_count"))
              .build(),
          true);
    } catch (Nonsense why) {
      return findings.nonsense(why, true);
    }
  }
}
