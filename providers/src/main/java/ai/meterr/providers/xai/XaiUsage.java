package ai.meterr.providers.xai;

import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.InclusiveCounts;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.ReportedMoney;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.openai.OpenAiUsage;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Usage;
import java.util.List;

/**
 * xAI's usage. Chat counts reasoning beside the completion, and the total has both; responses count
 * it within the output. Money comes in ticks, fees of tools included
 * (https://docs.x.ai/developers/cost-tracking, as of 2026-10).
 */
final class XaiUsage {
  /** A tick is 1e-10 US dollars. */
  private static final int TICK_DIGITS = 10;

  private static final List<String> BILLED_APART =
      List.of(
          "code_interpreter_calls",
          "file_search_calls",
          "document_search_calls",
          "image_generation_calls");

  private XaiUsage() {}

  static Usage chat(Picked usage, Findings findings) throws Nonsense {
    money(usage, findings);
    InclusiveCounts counts = OpenAiUsage.counts(usage).withReasoningOnTop();
    Figures.mustAddUp(usage, "total_tokens", counts.total());
    return counts.exclusive();
  }

  static Usage response(Picked usage, Findings findings) throws Nonsense {
    money(usage, findings);
    Picked tools = usage.at("server_side_tool_usage_details");
    for (String tool : BILLED_APART) {
      if (Figures.count(tools, tool) > 0) {
        findings.note("not in the cost: what is billed apart for " + tool);
      }
    }
    return Usage.builder()
        .add(Meter.of(MeterKind.WEB_SEARCH), Figures.count(tools, "x_search_calls"))
        .build()
        .plus(OpenAiUsage.of(usage));
  }

  /** Usage of pictures tells money only. */
  static Usage picture(Picked usage, Findings findings) throws Nonsense {
    money(usage, findings);
    return OpenAiUsage.of(usage);
  }

  private static void money(Picked usage, Findings findings) {
    findings.providerCost(ReportedMoney.usd(usage.at("cost_in_usd_ticks"), TICK_DIGITS));
  }
}
