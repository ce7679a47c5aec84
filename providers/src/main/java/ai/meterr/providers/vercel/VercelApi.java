package ai.meterr.providers.vercel;

import ai.meterr.money.Money;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.InclusiveCounts;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.ReportedMoney;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.compatible.CompatibleUsage;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Vercel's AI gateway (https://vercel.com/docs/ai-gateway, as of 2026-10). Neither the completion
 * nor the total includes reasoning: the money that it states beside them is right only when
 * reasoning is added.
 */
public final class VercelApi {
  private static final UsageRule CHAT = VercelApi::chat;
  private static final UsageRule RESPONSES = VercelApi::response;

  private VercelApi() {}

  public static CompatibleApi api() {
    return CompatibleApi.of(
        "vercel_gateway",
        "https://ai-gateway.vercel.sh",
        CompatibleEndpoints.unasked(CHAT, RESPONSES));
  }

  private static Usage chat(Picked usage, Findings findings) throws Nonsense {
    findings.providerCost(charged(usage));
    InclusiveCounts counts = CompatibleUsage.counts(usage);
    Figures.mustAddUp(usage, "total_tokens", counts.total());
    return counts.withReasoningOnTop().exclusive();
  }

  private static Usage response(Picked usage, Findings findings) throws Nonsense {
    findings.providerCost(charged(usage));
    return CompatibleUsage.of(usage);
  }

  /** With a key of one's own the model's provider charges, and Vercel states nothing of that. */
  private static @Nullable Money charged(Picked usage) {
    return usage.at("is_byok").isTrue() ? null : ReportedMoney.usd(usage.at("cost"));
  }
}
