package ai.meterr.providers.xai;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.answer.ManyAnswers;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.openai.CompletionTranscript;
import ai.meterr.providers.openai.OpenAiRequest;
import ai.meterr.providers.openai.PictureTranscript;
import java.util.List;

/** xAI (https://docs.x.ai/docs/api-reference, as of 2026-10). */
public final class XaiApi {
  private XaiApi() {}

  public static CompatibleApi api() {
    Endpoint images =
        new JsonEndpoint(
            Operation.IMAGE_GENERATION,
            EndpointKind.METERED,
            OpenAiRequest::read,
            () ->
                new AnswerDocuments(
                    PictureTranscript.WANTED, new PictureTranscript(XaiUsage::picture)));
    Endpoint batch =
        ManyAnswers.endpoint(
            "results", List.of("batch_result", "response", "chat_get_completion"), XaiUsage::chat);
    Endpoint deferred =
        new JsonEndpoint(
            Operation.CHAT,
            EndpointKind.NO_USAGE,
            null,
            () ->
                new AnswerDocuments(
                    CompletionTranscript.WANTED, new CompletionTranscript(XaiUsage::chat)));
    return CompatibleApi.of(
        "xai",
        "https://api.x.ai",
        CompatibleEndpoints.asking(XaiUsage::chat, XaiUsage::response)
            .and("/images/generations", images)
            .andLook("/batches/*/results", batch)
            .andLook("/chat/deferred-completion/*", deferred));
  }
}
