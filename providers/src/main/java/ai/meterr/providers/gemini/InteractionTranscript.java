package ai.meterr.providers.gemini;

import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.Transcript;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;
import java.util.Set;

/**
 * Interactions, whole or streamed. A stream's {@code interaction.completed} carries the interaction
 * with its usage; one that goes on in the background has none yet.
 */
final class InteractionTranscript implements Transcript {
  static final Paths WANTED =
      Paths.of(
          "event_type",
          "error",
          "id",
          "model",
          "status",
          "service_tier",
          "usage.**",
          "interaction.id",
          "interaction.model",
          "interaction.status",
          "interaction.service_tier",
          "interaction.usage.**");

  private static final Set<String> OVER =
      Set.of("completed", "incomplete", "failed", "cancelled", "requires_action");

  private final Findings findings = new Findings();
  private Picked usage = Picked.ABSENT;
  private boolean over;

  @Override
  public Progress document(Picked document) {
    boolean failed = findings.error(document.at("error"));
    boolean isEvent = document.at("event_type").isThere();
    Picked interaction = isEvent ? document.at("interaction") : document;
    findings.id(interaction.at("id"));
    findings.model(interaction.at("model"));
    findings.serviceTier(interaction.at("service_tier"));
    usage = interaction.at("usage").isThere() ? interaction.at("usage") : usage;
    String status = interaction.at("status").text();
    over |= status != null && OVER.contains(status);
    if (over && usage.isThere()) {
      return Progress.SETTLED;
    }
    return over || failed ? Progress.ENDING : Progress.OPEN;
  }

  @Override
  public Reading finish(boolean complete) {
    if (!usage.isThere() || !over) {
      return findings.silent(over || complete);
    }
    try {
      return findings.reported(GeminiUsage.ofInteraction(usage), over);
    } catch (Nonsense why) {
      return findings.nonsense(why, over);
    }
  }
}
