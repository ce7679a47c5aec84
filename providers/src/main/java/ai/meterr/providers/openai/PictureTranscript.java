package ai.meterr.providers.openai;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Usage;

/**
 * Pictures that were made or edited. Newer models are billed by tokens, which usage tells; others
 * by the picture. A stream ends with an event that carries the last picture and the usage.
 */
public final class PictureTranscript implements Transcript {
  public static final Paths WANTED = Paths.of("type", "model", "error", "usage.**", "data.[]");

  private final UsageRule rule;
  private final Findings findings = new Findings();
  private Picked usage = Picked.ABSENT;
  private long pictures;

  /**
   * @param rule what the usage object of these answers means
   */
  public PictureTranscript(UsageRule rule) {
    this.rule = rule;
  }

  @Override
  public Progress document(Picked document) {
    findings.error(document.at("error"));
    findings.model(document.at("model"));
    pictures = document.at("data").items().size();
    usage = document.at("usage").isThere() ? document.at("usage") : usage;
    return usage.isThere() ? Progress.SETTLED : Progress.OPEN;
  }

  @Override
  public Reading finish(boolean complete) {
    boolean ended = complete || usage.isThere();
    try {
      Usage tokens = rule.read(usage, findings);
      Usage used = tokens.isEmpty() ? counted() : tokens;
      return used.isEmpty() ? findings.silent(ended) : findings.reported(used, ended);
    } catch (Nonsense why) {
      return findings.nonsense(why, ended);
    }
  }

  private Usage counted() {
    return Usage.builder().add(Meter.of(MeterKind.IMAGE), pictures).build();
  }
}
