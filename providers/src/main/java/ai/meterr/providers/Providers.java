package ai.meterr.providers;

import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.anthropic.AnthropicApi;
import ai.meterr.providers.bedrock.BedrockApi;
import ai.meterr.providers.cohere.CohereApi;
import ai.meterr.providers.forwarded.ForwardedApi;
import ai.meterr.providers.gemini.GeminiApi;
import ai.meterr.providers.openai.OpenAiApi;
import ai.meterr.providers.openai.OpenAiErrors;
import ai.meterr.providers.vertex.VertexAnthropicApi;
import ai.meterr.providers.vertex.VertexApi;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every provider by its name. Immutable. */
public final class Providers {
  /** The shape of errors where no other API was called. */
  public static final ErrorShape OPENAI_ERRORS = new OpenAiErrors();

  private static final KeyPlace AZURE_KEY = new KeyPlace("api-key", "");

  private final Map<ProviderId, ProviderApi> byId = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException where two have one name
   */
  public Providers(Collection<? extends ProviderApi> rooms) {
    for (ProviderApi room : rooms) {
      if (byId.putIfAbsent(room.id(), room) != null) {
        throw new IllegalArgumentException("two providers are called " + room.id());
      }
    }
  }

  /** All that Meterr knows. */
  public static Providers known() {
    return new Providers(
        List.of(
            new OpenAiApi(),
            new AnthropicApi(),
            new GeminiApi(),
            new VertexApi(),
            new VertexAnthropicApi(),
            new ForwardedApi(new ProviderId("azure"), null, AZURE_KEY, OPENAI_ERRORS),
            new BedrockApi(),
            forwarded("mistral", "https://api.mistral.ai"),
            new CohereApi(),
            forwarded("groq", "https://api.groq.com"),
            forwarded("deepseek", "https://api.deepseek.com"),
            forwarded("xai", "https://api.x.ai"),
            forwarded("openrouter", "https://openrouter.ai"),
            forwarded("perplexity", "https://api.perplexity.ai"),
            forwarded("together", "https://api.together.ai"),
            forwarded("fireworks", "https://api.fireworks.ai"),
            forwarded("voyage", "https://api.voyageai.com"),
            forwarded("databricks", null),
            forwarded("cloudflare", "https://api.cloudflare.com"),
            forwarded("vercel_gateway", "https://ai-gateway.vercel.sh"),
            forwarded("zai", "https://api.z.ai"),
            forwarded("moonshot", "https://api.moonshot.ai"),
            forwarded("alibaba", "https://dashscope-intl.aliyuncs.com"),
            forwarded("cerebras", "https://api.cerebras.ai"),
            forwarded("huggingface", "https://router.huggingface.co"),
            forwarded("ollama", null),
            forwarded("gpustack", null),
            forwarded("openai_compatible_local", null),
            forwarded("portkey", "https://api.portkey.ai"),
            forwarded("pydantic_gateway", "https://gateway.pydantic.dev"),
            forwarded("snowflake", null),
            forwarded("crusoe", "https://api.inference.crusoecloud.com"),
            forwarded("writer", "https://api.writer.com")));
  }

  private static ForwardedApi forwarded(String name, @Nullable String base) {
    return new ForwardedApi(
        new ProviderId(name),
        base == null ? null : URI.create(base),
        KeyPlace.BEARER,
        OPENAI_ERRORS);
  }

  public Optional<ProviderApi> find(ProviderId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** In the order in which they are listed. */
  public List<ProviderApi> all() {
    return List.copyOf(byId.values());
  }
}
