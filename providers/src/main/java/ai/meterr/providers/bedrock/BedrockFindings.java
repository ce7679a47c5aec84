package ai.meterr.providers.bedrock;

import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.json.Picked;

/** What Converse and InvokeModel tell alike. */
final class BedrockFindings {
  private BedrockFindings() {}

  /** Guardrails are billed by units of text, which are no tokens. */
  static void guardrails(Picked guardrail, Findings findings) {
    if (guardrail.isThere()) {
      findings.note("not in the cost: what Bedrock bills apart for guardrails");
    }
  }

  static void damaged(Findings findings) {
    findings.note("the event stream is damaged: a checksum or a length is wrong");
  }
}
