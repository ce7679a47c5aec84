package ai.meterr.providers.compatible;

import ai.meterr.catalog.Operation;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.ErrorShape;
import ai.meterr.providers.KeyPlace;
import ai.meterr.providers.Provider;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.answer.UsageRule;
import ai.meterr.providers.openai.OpenAiErrors;
import ai.meterr.providers.openai.OpenAiRequest;
import org.jspecify.annotations.Nullable;

/** A provider whose API is made after OpenAI's: a name, a place, and its endpoints. */
public record CompatibleApi(Provider provider, CompatibleEndpoints endpoints)
    implements ProviderApi {
  private static final ErrorShape ERRORS = new OpenAiErrors();
  private static final UsageRule USAGE = CompatibleUsage::read;

  /** One whose streams tell usage unasked, or that may refuse to be asked. */
  public static CompatibleApi unasked(String name, @Nullable String base) {
    return of(name, base, CompatibleEndpoints.unasked(USAGE, USAGE));
  }

  /** One that documents {@code stream_options.include_usage}. */
  public static CompatibleApi asking(String name, @Nullable String base) {
    return of(name, base, CompatibleEndpoints.asking(USAGE, USAGE));
  }

  /** One whose chat has a further path, as Databricks' serving endpoints have. */
  public static CompatibleApi withChatAt(String ending, String name, @Nullable String base) {
    CompatibleApi api = unasked(name, base);
    return new CompatibleApi(api.provider, api.endpoints.and(ending, chat(USAGE)));
  }

  public static CompatibleApi of(
      String name, @Nullable String base, CompatibleEndpoints endpoints) {
    return of(name, base, KeyPlace.BEARER, endpoints);
  }

  public static CompatibleApi of(
      String name, @Nullable String base, KeyPlace keyPlace, CompatibleEndpoints endpoints) {
    return new CompatibleApi(Provider.of(name, base, keyPlace, ERRORS), endpoints);
  }

  private static Endpoint chat(UsageRule rule) {
    return CompatibleEndpoints.completion(Operation.CHAT, rule, OpenAiRequest::read);
  }

  @Override
  public Endpoint endpoint(String method, String path) {
    return endpoints.find(method, path);
  }
}
