package ai.meterr.providers.openai;

import static ai.meterr.event.EndpointKind.COUNTING;
import static ai.meterr.event.EndpointKind.METERED;
import static ai.meterr.event.EndpointKind.NO_USAGE;
import static ai.meterr.event.EndpointKind.UNKNOWN;

import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.EndpointTable;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.Provider;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.answer.Findings;
import ai.meterr.providers.answer.Nonsense;
import ai.meterr.providers.answer.ReportedMoney;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.forwarded.ForwardedEndpoint;
import ai.meterr.providers.forwarded.Unread;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Usage;
import java.util.function.Supplier;

/** OpenAI (https://platform.openai.com/docs/api-reference, as of 2026-10). */
public final class OpenAiApi implements ProviderApi {
  private static final Provider PROVIDER =
      Provider.of(
          ProviderId.OPENAI.name(), "https://api.openai.com", KeyPlace.BEARER, new OpenAiErrors());

  private static final UsageRule USAGE = OpenAiApi::usage;

  private static final Supplier<AnswerReader> COMPLETION =
      () -> new AnswerDocuments(CompletionTranscript.WANTED, new CompletionTranscript(USAGE));
  private static final Supplier<AnswerReader> RESPONSE =
      () -> new AnswerDocuments(ResponseTranscript.WANTED, new ResponseTranscript(USAGE));
  private static final Supplier<AnswerReader> RUN =
      () -> new AnswerDocuments(RunTranscript.WANTED, new RunTranscript());

  private static final Supplier<AnswerReader> PICTURE =
      () -> new AnswerDocuments(PictureTranscript.WANTED, new PictureTranscript(USAGE));

  private static final Endpoint CHAT =
      new JsonEndpoint(Operation.CHAT, METERED, OpenAiRequest::readAndAsk, COMPLETION);
  private static final Endpoint TEXT_COMPLETIONS =
      new JsonEndpoint(Operation.TEXT_COMPLETION, METERED, OpenAiRequest::readAndAsk, COMPLETION);
  private static final Endpoint EMBEDDINGS =
      new JsonEndpoint(Operation.EMBEDDINGS, METERED, OpenAiRequest::read, COMPLETION);
  private static final Endpoint RESPONSES =
      new JsonEndpoint(Operation.CHAT, METERED, OpenAiRequest::read, RESPONSE);
  private static final Endpoint INPUT_TOKENS =
      new JsonEndpoint(Operation.COUNT_TOKENS, COUNTING, OpenAiRequest::read, Unread::new);
  private static final Endpoint RUNS =
      new JsonEndpoint(Operation.CHAT, METERED, OpenAiRequest::read, RUN);

  /**
   * Looking at an answer that was made earlier costs nothing by itself, but carries the usage of
   * one that ran in the background.
   */
  private static final Endpoint EARLIER_CHAT =
      new JsonEndpoint(Operation.CHAT, NO_USAGE, null, COMPLETION);

  private static final Endpoint EARLIER_RESPONSE =
      new JsonEndpoint(Operation.CHAT, NO_USAGE, null, RESPONSE);
  private static final Endpoint EARLIER_RUN = new JsonEndpoint(Operation.CHAT, NO_USAGE, null, RUN);

  private static final Endpoint RUN_GOES_ON =
      new JsonEndpoint(Operation.CHAT, NO_USAGE, OpenAiRequest::read, RUN);

  private static final Endpoint STATE = new ForwardedEndpoint(Operation.OTHER, NO_USAGE);
  private static final Endpoint IMAGES =
      new JsonEndpoint(Operation.IMAGE_GENERATION, METERED, OpenAiRequest::read, PICTURE);

  /** Uploads: their model is in a form that is not read. */
  private static final Endpoint IMAGE_UPLOADS =
      new JsonEndpoint(Operation.IMAGE_GENERATION, METERED, null, PICTURE);

  private static final Endpoint TRANSCRIPTION =
      new JsonEndpoint(
          Operation.TRANSCRIPTION,
          METERED,
          null,
          () ->
              new AnswerDocuments(
                  CompletionTranscript.WANTED, new CompletionTranscript(SpeechHeard::of)));
  private static final Endpoint MODERATIONS = new ForwardedEndpoint(Operation.MODERATION, NO_USAGE);
  private static final Endpoint REALTIME = unread(Operation.REALTIME);
  private static final Endpoint BATCHES_LOOKED_AT =
      new ForwardedEndpoint(Operation.BATCH, NO_USAGE);
  private static final Endpoint EARLIER_BATCH =
      new JsonEndpoint(
          Operation.BATCH,
          NO_USAGE,
          null,
          () -> new AnswerDocuments(BatchTranscript.WANTED, new BatchTranscript(USAGE)));

  /** Audio, or a stream of events whose last one tells the usage. */
  private static final Endpoint SPEECH =
      new JsonEndpoint(Operation.SPEECH, METERED, OpenAiRequest::read, COMPLETION);

  private static final EndpointTable ENDPOINTS =
      EndpointTable.builder()
          .post("/chat/completions", CHAT)
          .get("/chat/completions/*", EARLIER_CHAT)
          .post("/chat/completions/*", STATE)
          .post("/completions", TEXT_COMPLETIONS)
          .post("/embeddings", EMBEDDINGS)
          .post("/responses", RESPONSES)
          .post("/responses/compact", RESPONSES)
          .post("/responses/input_tokens", INPUT_TOKENS)
          .get("/responses/*", EARLIER_RESPONSE)
          .post("/responses/*/cancel", EARLIER_RESPONSE)
          .post("/threads/runs", RUNS)
          .post("/threads/*/runs", RUNS)
          .get("/threads/*/runs/*", EARLIER_RUN)
          .post("/threads/*/runs/*", EARLIER_RUN)
          .post("/threads/*/runs/*/cancel", EARLIER_RUN)
          .post("/threads/*/runs/*/submit_tool_outputs", RUN_GOES_ON)
          .post("/threads", STATE)
          .post("/threads/*", STATE)
          .post("/threads/*/messages", STATE)
          .post("/threads/*/messages/*", STATE)
          .post("/assistants", STATE)
          .post("/assistants/*", STATE)
          .post("/conversations", STATE)
          .post("/conversations/*", STATE)
          .post("/conversations/*/items", STATE)
          .post("/images/generations", IMAGES)
          .post("/images/edits", IMAGE_UPLOADS)
          .post("/images/variations", IMAGE_UPLOADS)
          .post("/audio/transcriptions", TRANSCRIPTION)
          .post("/audio/translations", TRANSCRIPTION)
          .post("/audio/speech", SPEECH)
          .post("/moderations", MODERATIONS)
          .post("/realtime/calls", REALTIME)
          .post("/realtime/client_secrets", REALTIME)
          .post("/realtime/sessions", REALTIME)
          .post("/batches", unread(Operation.BATCH))
          .post("/batches/*/cancel", EARLIER_BATCH)
          .get("/batches", BATCHES_LOOKED_AT)
          .get("/batches/*", EARLIER_BATCH)
          .build();

  /** OpenAI states no money: where some is stated, a router answers in its place. */
  private static Usage usage(Picked usage, Findings findings) throws Nonsense {
    findings.providerCost(ReportedMoney.ofRouter(usage));
    return OpenAiUsage.of(usage);
  }

  private static Endpoint unread(Operation operation) {
    return new ForwardedEndpoint(operation, UNKNOWN);
  }

  @Override
  public Provider provider() {
    return PROVIDER;
  }

  @Override
  public Endpoint endpoint(String method, String path) {
    // deployments behind a base URL of their own have paths without /v1
    return ENDPOINTS.find(method, path.startsWith("/v1/") ? path.substring(3) : path);
  }
}
