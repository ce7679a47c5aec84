package ai.meterr.providers.xai;

import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.openai.OpenAiRequest;
import ai.meterr.providers.openai.PictureTranscript;

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
    return CompatibleApi.of(
        "xai",
        "https://api.x.ai",
        CompatibleEndpoints.asking(XaiUsage::chat, XaiUsage::response)
            .and("/images/generations", images));
  }
}
