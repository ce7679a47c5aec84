package ai.meterr.providers.perplexity;

import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.InclusiveCounts;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.ReportedMoney;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.openai.OpenAiUsage;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Usage;

/**
 * Perplexity (https://docs.perplexity.ai/getting-started/pricing, as of 2026-10): OpenAI's usage, a
 * fee for each request by how much of the web it searched, and the money. Sonar Deep Research
 * counts its searches and its reasoning apart. Every chunk of a stream tells usage so far.
 */
public final class PerplexityApi {
  private static final UsageRule USAGE = PerplexityApi::usage;

  private PerplexityApi() {}

  public static CompatibleApi api() {
    return CompatibleApi.of(
        "perplexity", "https://api.perplexity.ai", CompatibleEndpoints.unasked(USAGE, USAGE));
  }

  private static Usage usage(Picked usage, Findings findings) throws Nonsense {
    findings.providerCost(ReportedMoney.usd(usage.at("cost").at("total_cost")));
    findings.serviceTier(usage.at("search_context_size")); // what the request's fee goes by
    if (Figures.count(usage, "citation_tokens") > 0) {
      findings.note("not in the cost: citation tokens");
    }
    InclusiveCounts counts = OpenAiUsage.counts(usage);
    Figures.mustAddUp(usage, "total_tokens", counts.total());
    return Usage.builder()
        .add(Meter.of(MeterKind.REQUEST), 1) // what it costs is not known where no size is told
        .add(Meter.of(MeterKind.WEB_SEARCH), Figures.count(usage, "num_search_queries"))
        .add(Meter.REASONING, Figures.count(usage, "reasoning_tokens"))
        .build()
        .plus(counts.exclusive());
  }
}
