package ai.meterr.providers.azure;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.event.EndpointKind;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.Endpoint.NotJson;
import ai.meterr.providers.JsonEndpoint;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.answer.AnswerDocuments;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.compatible.CompatibleEndpoints;
import ai.meterr.providers.compatible.CompatibleUsage;
import ai.meterr.providers.openai.OpenAiRequest;
import ai.meterr.providers.openai.OpenAiUsage;
import ai.meterr.providers.openai.PictureTranscript;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Azure (https://learn.microsoft.com/azure/ai-foundry/openai/reference, as of 2026-10): OpenAI's
 * API, with the deployment in the path, and the model inference API with models of others. Of
 * those, Grok tells more cached tokens than it read, for a prefix of Azure's own, and ticks of
 * money that are always zero: the first is nonsense, the second is not believed.
 */
public final class AzureApi {
  private static final KeyPlace KEY = new KeyPlace("api-key", "");
  private static final UsageRule USAGE = (usage, findings) -> CompatibleUsage.of(usage);
  private static final UsageRule RESPONSES = (usage, findings) -> OpenAiUsage.of(usage);
  private static final Pattern DEPLOYMENT = Pattern.compile("/deployments/([^/]{1,256})/");

  /** The first version of the API that takes {@code stream_options}; versions are dates. */
  private static final String ASKING_SINCE = "2024-09-01";

  private static final Pattern VERSION =
      Pattern.compile("(?:^|&)api-version=(\\d{4}-\\d{2}-\\d{2})");

  private AzureApi() {}

  public static CompatibleApi api() {
    CompatibleEndpoints endpoints =
        CompatibleEndpoints.of(USAGE, RESPONSES, AzureApi::read, AzureApi::readOnly)
            .and("/images/generations", images());
    return CompatibleApi.of("azure", null, KEY, endpoints);
  }

  private static Endpoint images() {
    return new JsonEndpoint(
        Operation.IMAGE_GENERATION,
        EndpointKind.METERED,
        AzureApi::readOnly,
        () -> new AnswerDocuments(PictureTranscript.WANTED, new PictureTranscript(RESPONSES)));
  }

  private static RequestFacts read(String path, String query, InputStream body) throws NotJson {
    return named(
        path,
        takesStreamOptions(path, query)
            ? OpenAiRequest.readAndAsk(path, query, body)
            : OpenAiRequest.read(path, query, body));
  }

  private static RequestFacts readOnly(String path, String query, InputStream body) throws NotJson {
    return named(path, OpenAiRequest.read(path, query, body));
  }

  private static boolean takesStreamOptions(String path, String query) {
    if (path.startsWith("/openai/v1/")) {
      return true;
    }
    Matcher version = VERSION.matcher(query);
    return path.startsWith("/openai/deployments/")
        && version.find()
        && version.group(1).compareTo(ASKING_SINCE) >= 0;
  }

  /** Where the body names no model, the deployment stands for it. */
  private static RequestFacts named(String path, RequestFacts facts) {
    Matcher deployment = DEPLOYMENT.matcher(path);
    return facts.model() != null || !deployment.find()
        ? facts
        : new RequestFacts(
            new ModelId(deployment.group(1)), facts.streamed(), facts.splice(), facts.filter());
  }
}
