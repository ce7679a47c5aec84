package ai.meterr.providers.openai;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;
import java.util.Set;

/**
 * A batch that is looked at: the sum of its usage, once it runs no longer. Every look tells the
 * same again, under the batch's id. The file that its answers come back in tells it item by item
 * and is not read: one of the two counts.
 */
final class BatchTranscript implements Transcript {
  static final Paths WANTED = Paths.of("id", "model", "status", "usage.**");

  private static final Set<String> OVER = Set.of("completed", "cancelled", "expired", "failed");

  private final UsageRule rule;
  private final Findings findings = new Findings();
  private Picked usage = Picked.ABSENT;

  BatchTranscript(UsageRule rule) {
    this.rule = rule;
  }

  @Override
  public Progress document(Picked batch) {
    findings.id(batch.at("id"));
    findings.model(batch.at("model"));
    String status = batch.at("status").text();
    usage = status != null && OVER.contains(status) ? batch.at("usage") : Picked.ABSENT;
    return Progress.SETTLED;
  }

  @Override
  public Reading finish(boolean complete) {
    if (!usage.isThere() || !complete) {
      return findings.silent(complete);
    }
    findings.serviceTier("batch");
    try {
      return findings.reported(rule.read(usage, findings), true);
    } catch (Nonsense why) {
      return findings.nonsense(why, true);
    }
  }
}
