package ai.meterr.providers.cohere;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;

/**
 * Answers of both versions. Version 2 streams events and tells usage in {@code message-end};
 * version 1 streams lines and tells it in {@code stream-end}. A whole answer tells it at the root.
 * No answer names the model.
 */
final class CohereTranscript implements Transcript {
  static final Paths WANTED =
      Paths.of(
          "id",
          "response_id",
          "generation_id",
          "type",
          "event_type",
          "usage.**",
          "meta.**",
          "delta.error",
          "delta.finish_reason",
          "delta.usage.**",
          "finish_reason",
          "response.response_id",
          "response.meta.**");

  private final Findings findings = new Findings();
  private Picked units = Picked.ABSENT;
  private boolean ended;

  @Override
  public boolean isWhole(Picked document) {
    return !document.at("event_type").isThere();
  }

  @Override
  public Progress document(Picked document) {
    findings.id(document.atFirst("id", "response_id", "generation_id"));
    boolean isLast = document.at("type").is("message-end");
    if (isLast) {
      findings.error(document.at("delta").at("error"));
      failed(document.at("delta").at("finish_reason"));
      return end(document.at("delta").at("usage"));
    }
    if (document.at("event_type").is("stream-end")) {
      findings.id(document.at("response").at("response_id"));
      failed(document.at("finish_reason"));
      return end(document.at("response").at("meta"));
    }
    if (document.at("type").isThere() || document.at("event_type").isThere()) {
      return Progress.OPEN;
    }
    return end(document.atFirst("usage", "meta"));
  }

  private Progress end(Picked billed) {
    units = billed;
    ended = true;
    return Progress.SETTLED;
  }

  /** A stream that fails says so in its end, under HTTP 200. */
  private void failed(Picked reason) {
    String text = reason.text();
    if (text != null && text.startsWith("ERROR")) {
      findings.error(reason);
    }
  }

  @Override
  public Reading finish(boolean complete) {
    Picked billed = units.at("billed_units");
    if (billed.at("classifications").isThere()) {
      findings.note("billed by the classification, which is not counted here");
      return findings.silent(ended);
    }
    if (!billed.isThere()) {
      return findings.silent(ended);
    }
    try {
      return findings.reported(BilledUnits.of(billed, units.at("tokens")), ended);
    } catch (Nonsense why) {
      return findings.nonsense(why, ended);
    }
  }
}
