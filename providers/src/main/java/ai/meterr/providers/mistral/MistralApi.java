package ai.meterr.providers.mistral;

import static ai.meterr.event.EndpointKind.METERED;

import ai.meterr.catalog.Operation;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.openai.CompletionTranscript;
import ai.meterr.providers.openai.OpenAiRequest;

/**
 * Mistral (https://docs.mistral.ai/api, as of 2026-10). Streams tell usage unasked, and requests
 * with {@code stream_options} are refused.
 */
public final class MistralApi {
  private static final UsageRule USAGE = MistralUsage::of;

  private MistralApi() {}

  public static CompatibleApi api() {
    Endpoint pages =
        new JsonEndpoint(
            Operation.OTHER,
            METERED,
            OpenAiRequest::read,
            () -> new AnswerDocuments(PagesTranscript.WANTED, new PagesTranscript()));
    Endpoint conversation =
        new JsonEndpoint(
            Operation.CHAT,
            METERED,
            OpenAiRequest::read,
            () -> new AnswerDocuments(ConversationTranscript.WANTED, new ConversationTranscript()));
    Endpoint transcription =
        new JsonEndpoint(
            Operation.TRANSCRIPTION,
            METERED,
            null,
            () ->
                new AnswerDocuments(CompletionTranscript.WANTED, new CompletionTranscript(USAGE)));
    return CompatibleApi.of(
        "mistral",
        "https://api.mistral.ai",
        CompatibleEndpoints.unasked(USAGE, USAGE)
            .and("/conversations", conversation)
            .and("/conversations/*", conversation)
            .and("/conversations/*/restart", conversation)
            .and("/ocr", pages)
            .and("/audio/transcriptions", transcription));
  }
}
