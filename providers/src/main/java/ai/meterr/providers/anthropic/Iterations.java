package ai.meterr.providers.anthropic;

import ai.meterr.catalog.ModelId;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.util.Objects;

/**
 * {@code usage.iterations}: the model calls behind one answer. The usage around them is what its
 * {@code message} or {@code fallback_message} iterations used; what others used comes on top
 * (anthropic-sdk-python, types/beta/*_iteration_usage.py).
 */
final class Iterations {
  private Iterations() {}

  static void read(Picked iterations, Findings findings) throws Nonsense {
    Picked fallback = Picked.ABSENT;
    for (Picked iteration : iterations.items()) {
      fallback = iteration.at("type").is("fallback_message") ? iteration : fallback;
    }
    findings.model(fallback.at("model"));
    for (Picked iteration : iterations.items()) {
      String type = Objects.requireNonNullElse(iteration.at("type").text(), "");
      switch (type) {
        case "fallback_message" -> {}
        case "message" -> {
          if (fallback.isThere()) {
            declined(iteration, findings);
          }
        }
        case "compaction", "advisor_message" -> further(type, iteration, findings);
        default -> throw new Nonsense("an iteration of a kind that is not known");
      }
    }
  }

  private static void further(String role, Picked iteration, Findings findings) throws Nonsense {
    ModelId own = Findings.modelId(iteration.at("model"));
    ModelId model = own != null ? own : findings.model();
    if (model == null) {
      throw new Nonsense("an iteration of no model");
    }
    findings.subCall(new SubCall(model, role, AnthropicUsage.of(iteration)));
  }

  /**
   * A model refused and another took over. Anthropic may credit what the refusing one read, and
   * does not say so in usage: it is told, not booked.
   */
  private static void declined(Picked iteration, Findings findings) throws Nonsense {
    Usage usage = AnthropicUsage.of(iteration);
    findings.note(
        "a declined attempt at another model ("
            + usage.totalTokens()
            + " tokens) may be billed and is not in the cost");
  }
}
