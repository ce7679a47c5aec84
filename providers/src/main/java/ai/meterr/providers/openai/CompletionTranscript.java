package ai.meterr.providers.openai;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Choices;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;

/**
 * Chat completions, legacy completions and embeddings, whole or streamed. A stream tells its usage
 * in a chunk of its own without choices, after the finish reason and before {@code [DONE]}.
 */
public final class CompletionTranscript implements Transcript {
  public static final Paths WANTED =
      Paths.of(
          "id",
          "model",
          "service_tier",
          "error",
          "usage.**",
          "x_groq.usage.**",
          "choices.[].index",
          "choices.[].finish_reason");

  private final UsageRule rule;
  private final Findings findings = new Findings();
  private final Choices choices = new Choices("finish_reason");
  private Picked usage = Picked.ABSENT;
  private boolean ended;

  /**
   * @param rule what the usage object of these answers means
   */
  public CompletionTranscript(UsageRule rule) {
    this.rule = rule;
  }

  @Override
  public Progress document(Picked chunk) {
    findings.id(chunk.at("id"));
    findings.model(chunk.at("model"));
    findings.serviceTier(chunk.at("service_tier"));
    choices.read(chunk.at("choices"));
    // streams of Groq, and of what stands before it, told it in a corner of its own at first
    Picked told = chunk.at("usage").isThere() ? chunk.at("usage") : chunk.at("x_groq").at("usage");
    usage = told.isThere() ? told : usage;
    if (findings.error(chunk.at("error"))) {
      return Progress.ENDING;
    }
    if (chunk.at("usage").isThere() && chunk.at("choices").items().isEmpty()) {
      ended = true;
      return Progress.SETTLED;
    }
    return choices.areFinished() ? Progress.ENDING : Progress.OPEN;
  }

  @Override
  public void done() {
    ended = true;
  }

  /** Usage counts once the answer is over: some servers tell a running count on every chunk. */
  @Override
  public Reading finish(boolean complete) {
    boolean over = complete || ended || choices.areFinished();
    if (!usage.isThere() || !over) {
      return findings.silent(ended || complete);
    }
    try {
      return findings.reported(rule.read(usage, findings), ended || complete);
    } catch (Nonsense why) {
      return findings.nonsense(why, ended || complete);
    }
  }
}
