package ai.meterr.providers.mistral;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.InclusiveCounts;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.openai.OpenAiUsage;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Reading;
import ai.meterr.usage.Usage;

/**
 * A turn of a conversation, whole or streamed
 * (https://docs.mistral.ai/api/endpoint/beta/conversations, as of 2026-10). What connectors put
 * before the model comes on top of the prompt: total = prompt + connectors + completion. A stream
 * ends with {@code conversation.response.done}. A conversation keeps its id over all its turns, so
 * that it is no id of an answer.
 */
final class ConversationTranscript implements Transcript {
  static final Paths WANTED = Paths.of("type", "usage.**", "outputs.[].model", "model");

  private static final String SEARCH = "web_search";

  private final Findings findings = new Findings();
  private Picked usage = Picked.ABSENT;
  private boolean ended;

  @Override
  public Progress document(Picked document) {
    Picked type = document.at("type");
    findings.model(document.at("model"));
    document.at("outputs").items().forEach(output -> findings.model(output.at("model")));
    if (type.is("conversation.response.error")) {
      findings.error(document);
      return Progress.ENDING;
    }
    if (!document.at("usage").isThere()) {
      return Progress.OPEN;
    }
    usage = document.at("usage");
    ended = true;
    return Progress.SETTLED;
  }

  @Override
  public Reading finish(boolean complete) {
    if (!usage.isThere()) {
      return findings.silent(complete);
    }
    try {
      return findings.reported(usage(), ended);
    } catch (Nonsense why) {
      return findings.nonsense(why, ended);
    }
  }

  private Usage usage() throws Nonsense {
    InclusiveCounts counts =
        OpenAiUsage.counts(usage).withMoreInput(Figures.count(usage, "connector_tokens"));
    Figures.mustAddUp(usage, "total_tokens", counts.total());
    Picked connectors = usage.at("connectors");
    for (String connector : connectors.names()) {
      if (!connector.equals(SEARCH)) {
        findings.note("not in the cost: a connector that is billed apart");
      }
    }
    return Usage.builder()
        .add(Meter.of(MeterKind.WEB_SEARCH), Figures.count(connectors, SEARCH))
        .build()
        .plus(counts.exclusive());
  }
}
