package ai.meterr.providers.gemini;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Choices;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Usage;

/**
 * generateContent, whole or streamed (as events or as an array), and embeddings. Every chunk tells
 * the usage so far, prompt included: it may rise, with server tools even fall, so the last one
 * counts and nothing is summed. No frame says that the stream is over.
 */
final class ContentTranscript implements Transcript {
  static final Paths WANTED =
      Paths.of(
          "error",
          "responseId",
          "modelVersion",
          "usageMetadata.**",
          "promptFeedback.blockReason",
          "candidates.[].index",
          "candidates.[].finishReason",
          "candidates.[].groundingMetadata.webSearchQueries.[]");

  private final Findings findings = new Findings();
  private final Choices candidates = new Choices("finishReason");
  private Picked usage = Picked.ABSENT;
  private boolean blocked;
  private long searchQueries;

  @Override
  public Progress document(Picked chunk) {
    findings.id(chunk.at("responseId"));
    findings.model(chunk.at("modelVersion"));
    usage = chunk.at("usageMetadata").isThere() ? chunk.at("usageMetadata") : usage;
    findings.serviceTier(usage.atFirst("serviceTier", "trafficType"));
    blocked |= chunk.at("promptFeedback").at("blockReason").isThere();
    candidates.read(chunk.at("candidates"));
    searchQueries = Math.max(searchQueries, queries(chunk.at("candidates")));
    return findings.error(chunk.at("error")) || isOver() ? Progress.ENDING : Progress.OPEN;
  }

  private boolean isOver() {
    return blocked || candidates.areFinished();
  }

  private static long queries(Picked candidates) {
    return candidates.items().stream()
        .flatMap(one -> one.at("groundingMetadata").at("webSearchQueries").items().stream())
        .filter(query -> !query.is(""))
        .count();
  }

  @Override
  public Reading finish(boolean complete) {
    // every chunk carries a running count: it is the last one's that counts, and an error cuts it
    // off
    boolean last = isOver() || (complete && !findings.hasError());
    if (!usage.isThere() || !last) {
      return findings.silent(isOver() || complete);
    }
    try {
      Usage searches = Usage.builder().add(Meter.of(MeterKind.WEB_SEARCH), searches()).build();
      return findings.reported(GeminiUsage.ofMetadata(usage).plus(searches), isOver() || complete);
    } catch (Nonsense why) {
      return findings.nonsense(why, isOver() || complete);
    }
  }

  /**
   * Up to Gemini 2.5 a grounded prompt is billed once, from Gemini 3 on every query that is not
   * empty (https://ai.google.dev/gemini-api/docs/pricing, as of 2026-10).
   */
  private long searches() {
    ModelId model = findings.model();
    boolean perPrompt =
        model != null
            && (model.name().startsWith("gemini-1") || model.name().startsWith("gemini-2"));
    return perPrompt ? Math.min(searchQueries, 1) : searchQueries;
  }
}
