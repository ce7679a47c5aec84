package ai.meterr.providers.openrouter;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.InclusiveCounts;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.ReportedMoney;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.openai.CompletionTranscript;
import ai.meterr.providers.openai.OpenAiRequest;
import ai.meterr.providers.openai.OpenAiUsage;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Usage;

/**
 * OpenRouter (https://openrouter.ai/docs/guides/administration/usage-accounting, as of 2026-10):
 * OpenAI's usage, with money. Its streams tell usage unasked.
 */
public final class OpenRouterApi {
  private static final UsageRule USAGE = OpenRouterApi::usage;

  private OpenRouterApi() {}

  public static CompatibleApi api() {
    Endpoint images =
        CompatibleEndpoints.completion(Operation.IMAGE_GENERATION, USAGE, OpenAiRequest::read);
    Endpoint transcription =
        new JsonEndpoint(
            Operation.TRANSCRIPTION,
            EndpointKind.METERED,
            null,
            () ->
                new AnswerDocuments(CompletionTranscript.WANTED, new CompletionTranscript(USAGE)));
    return CompatibleApi.of(
        "openrouter",
        "https://openrouter.ai",
        CompatibleEndpoints.unasked(USAGE, USAGE)
            .and("/images", images)
            .and("/audio/transcriptions", transcription));
  }

  private static Usage usage(Picked usage, Findings findings) throws Nonsense {
    findings.providerCost(ReportedMoney.ofRouter(usage));
    InclusiveCounts counts = OpenAiUsage.counts(usage);
    Figures.mustAddUp(usage, "total_tokens", counts.total());
    long searches = Figures.count(usage.at("server_tool_use_details"), "web_search_requests");
    return Usage.builder()
        .add(Meter.of(MeterKind.WEB_SEARCH), searches)
        .build()
        .plus(withoutOverlap(counts, findings).exclusive());
  }

  /**
   * For Gemini the tokens that were read from a cache are told as written once more: what is
   * charged under that name is the cache's storage.
   */
  private static InclusiveCounts withoutOverlap(InclusiveCounts counts, Findings findings) {
    boolean sameTokens =
        counts.cacheRead() == counts.cacheWritten()
            && counts.cacheRead() + counts.cacheWritten() > counts.input();
    if (!sameTokens) {
      return counts;
    }
    findings.note("the tokens told as written to the cache are those read from it");
    return counts.withCache(counts.cacheRead(), 0);
  }
}
