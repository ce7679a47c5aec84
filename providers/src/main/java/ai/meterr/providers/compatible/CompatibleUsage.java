package ai.meterr.providers.compatible;

import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.InclusiveCounts;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.ReportedMoney;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.openai.OpenAiUsage;
import ai.meterr.usage.Usage;

/**
 * Usage of APIs made after OpenAI's. Some tell the cache's figures beside the counters instead of
 * in their details: {@code cached_tokens} (Together, Moonshot), {@code cache_read_input_tokens} and
 * {@code cache_creation_input_tokens} (Databricks, Snowflake). Gateways pass on the figures of
 * models that count reasoning beside the completion: the total tells which it is.
 */
public final class CompatibleUsage {
  private CompatibleUsage() {}

  /** In exclusive classes, with the money that a router among them states. */
  public static Usage read(Picked usage, Findings findings) throws Nonsense {
    findings.providerCost(ReportedMoney.ofRouter(usage));
    return of(usage);
  }

  /** In exclusive classes. */
  public static Usage of(Picked usage) throws Nonsense {
    InclusiveCounts counts = counts(usage);
    InclusiveCounts onTop = counts.withReasoningOnTop();
    boolean totalHasReasoningOnTop =
        usage.at("total_tokens").isThere() && Figures.count(usage, "total_tokens") == onTop.total();
    InclusiveCounts told = totalHasReasoningOnTop ? onTop : counts;
    Figures.mustAddUp(usage, "total_tokens", told.total());
    return told.exclusive();
  }

  /** The counters as they stand, with the cache's figures wherever they are told. */
  public static InclusiveCounts counts(Picked usage) throws Nonsense {
    InclusiveCounts counts = OpenAiUsage.counts(usage);
    long read = Figures.firstCount(usage, "cached_tokens", "cache_read_input_tokens");
    long written = Figures.count(usage, "cache_creation_input_tokens");
    return counts.withCache(
        counts.cacheRead() == 0 ? read : counts.cacheRead(),
        counts.cacheWritten() == 0 ? written : counts.cacheWritten());
  }
}
