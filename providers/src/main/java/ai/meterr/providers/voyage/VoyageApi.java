package ai.meterr.providers.voyage;

import ai.meterr.catalog.Operation;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.answer.Figures;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.openai.OpenAiRequest;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;

/**
 * Voyage (https://docs.voyageai.com/reference/embeddings-api, as of 2026-10): {@code total_tokens}
 * is all that was read, and the only figure; nothing is written.
 */
public final class VoyageApi {
  private static final UsageRule READ = (usage, findings) -> read(usage);

  private VoyageApi() {}

  public static CompatibleApi api() {
    Endpoint rerank = CompatibleEndpoints.completion(Operation.RERANK, READ, OpenAiRequest::read);
    Endpoint embeddings =
        CompatibleEndpoints.completion(Operation.EMBEDDINGS, READ, OpenAiRequest::read);
    return CompatibleApi.of(
        "voyage",
        "https://api.voyageai.com",
        CompatibleEndpoints.unasked(READ, READ)
            .and("/rerank", rerank)
            .and("/multimodalembeddings", embeddings)
            .and("/contextualizedembeddings", embeddings));
  }

  private static Usage read(Picked usage) throws Nonsense {
    if (!usage.at("total_tokens").isThere()) {
      throw new Nonsense("there is no total_tokens");
    }
    return Usage.builder().add(Meter.INPUT, Figures.count(usage, "total_tokens")).build();
  }
}
