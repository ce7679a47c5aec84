package ai.meterr.providers.deepseek;

import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.InclusiveCounts;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.openai.OpenAiUsage;
import ai.meterr.usage.Usage;

/**
 * DeepSeek (https://api-docs.deepseek.com/api/create-chat-completion, as of 2026-10). The prompt is
 * what hit the cache and what missed it; what missed is written to the cache at the price of input.
 */
public final class DeepSeekApi {
  private static final UsageRule CHAT = (usage, findings) -> chat(usage);
  private static final UsageRule RESPONSES = (usage, findings) -> OpenAiUsage.of(usage);

  private DeepSeekApi() {}

  public static CompatibleApi api() {
    return CompatibleApi.of(
        "deepseek", "https://api.deepseek.com", CompatibleEndpoints.asking(CHAT, RESPONSES));
  }

  private static Usage chat(Picked usage) throws Nonsense {
    InclusiveCounts counts = OpenAiUsage.counts(usage);
    if (usage.at("prompt_cache_hit_tokens").isThere()) {
      long hit = Figures.count(usage, "prompt_cache_hit_tokens");
      Figures.mustAddUp(
          usage, "prompt_tokens", hit + Figures.count(usage, "prompt_cache_miss_tokens"));
      counts = counts.withCache(hit, 0);
    }
    Figures.mustAddUp(usage, "total_tokens", counts.total());
    return counts.exclusive();
  }
}
