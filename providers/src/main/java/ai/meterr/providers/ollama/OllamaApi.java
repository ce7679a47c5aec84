package ai.meterr.providers.ollama;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.openai.OpenAiRequest;
import ai.meterr.providers.openai.OpenAiUsage;

/** Ollama: its own API (https://docs.ollama.com/api) and the compatible one beside it. */
public final class OllamaApi {
  private static final UsageRule COMPATIBLE = (usage, findings) -> OpenAiUsage.of(usage);

  private OllamaApi() {}

  public static CompatibleApi api() {
    return CompatibleApi.of(
        "ollama",
        null,
        CompatibleEndpoints.asking(COMPATIBLE, COMPATIBLE)
            .and("/api/chat", own(Operation.CHAT))
            .and("/api/generate", own(Operation.TEXT_COMPLETION))
            .and("/api/embed", own(Operation.EMBEDDINGS)));
  }

  private static Endpoint own(Operation operation) {
    return new JsonEndpoint(
        operation,
        EndpointKind.METERED,
        OpenAiRequest::read,
        () -> new AnswerDocuments(OllamaTranscript.WANTED, new OllamaTranscript()));
  }
}
