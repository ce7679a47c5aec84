package ai.meterr.providers.vertex;

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
import java.util.List;
import java.util.Objects;

/**
 * predict: text embeddings tell the tokens of each text, images are counted
 * (https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference, read 2026-11-24). Other
 * predictions tell nothing.
 */
final class PredictTranscript implements Transcript {
  static final Paths WANTED =
      Paths.of(
          "error",
          "predictions.[].mimeType",
          "predictions.[].embeddings.statistics.token_count",
          "predictions.[].embeddings.statistics.tokenCount");

  private final Findings findings = new Findings();
  private List<Picked> predictions = List.of();

  @Override
  public Progress document(Picked document) {
    findings.error(document.at("error"));
    predictions = document.at("predictions").items();
    return Progress.SETTLED;
  }

  @Override
  public Reading finish(boolean complete) {
    try {
      Usage usage = usage();
      return usage.isEmpty() ? findings.silent(complete) : findings.reported(usage, complete);
    } catch (Nonsense why) {
      return findings.nonsense(why, complete);
    }
  }

  private Usage usage() throws Nonsense {
    Usage.Builder usage = Usage.builder();
    for (Picked prediction : predictions) {
      Picked statistics = prediction.at("embeddings").at("statistics");
      String type = Objects.requireNonNullElse(prediction.at("mimeType").text(), "");
      usage.add(Meter.INPUT, Figures.firstCount(statistics, "token_count", "tokenCount"));
      usage.add(Meter.of(MeterKind.IMAGE), type.startsWith("image/") ? 1 : 0);
    }
    return usage.build();
  }
}
