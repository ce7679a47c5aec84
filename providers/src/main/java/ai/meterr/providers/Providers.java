package ai.meterr.providers;

import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.anthropic.AnthropicApi;
import ai.meterr.providers.azure.AzureApi;
import ai.meterr.providers.bedrock.BedrockApi;
import ai.meterr.providers.cloudflare.CloudflareApi;
import ai.meterr.providers.cohere.CohereApi;
import ai.meterr.providers.compatible.CompatibleApi;
import ai.meterr.providers.deepseek.DeepSeekApi;
import ai.meterr.providers.gemini.GeminiApi;
import ai.meterr.providers.groq.GroqApi;
import ai.meterr.providers.mistral.MistralApi;
import ai.meterr.providers.ollama.OllamaApi;
import ai.meterr.providers.openai.OpenAiApi;
import ai.meterr.providers.openai.OpenAiErrors;
import ai.meterr.providers.openrouter.OpenRouterApi;
import ai.meterr.providers.perplexity.PerplexityApi;
import ai.meterr.providers.pydantic.PydanticGatewayApi;
import ai.meterr.providers.vercel.VercelApi;
import ai.meterr.providers.vertex.VertexAnthropicApi;
import ai.meterr.providers.vertex.VertexApi;
import ai.meterr.providers.voyage.VoyageApi;
import ai.meterr.providers.xai.XaiApi;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every provider by its name. Immutable. */
public final class Providers {
  /** The shape of errors where no other API was called. */
  public static final ErrorShape OPENAI_ERRORS = new OpenAiErrors();

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
            AzureApi.api(),
            new BedrockApi(),
            MistralApi.api(),
            new CohereApi(),
            GroqApi.api(),
            DeepSeekApi.api(),
            XaiApi.api(),
            OpenRouterApi.api(),
            PerplexityApi.api(),
            CompatibleApi.asking("together", "https://api.together.ai"),
            CompatibleApi.unasked("fireworks", "https://api.fireworks.ai"),
            VoyageApi.api(),
            CompatibleApi.withChatAt("/invocations", "databricks", null),
            new CloudflareApi(),
            VercelApi.api(),
            CompatibleApi.unasked("zai", "https://api.z.ai"),
            CompatibleApi.unasked("moonshot", "https://api.moonshot.ai"),
            CompatibleApi.asking("alibaba", "https://dashscope-intl.aliyuncs.com"),
            CompatibleApi.asking("cerebras", "https://api.cerebras.ai"),
            CompatibleApi.unasked("huggingface", "https://router.huggingface.co"),
            OllamaApi.api(),
            CompatibleApi.unasked("gpustack", null),
            CompatibleApi.unasked("openai_compatible_local", null),
            CompatibleApi.unasked("portkey", "https://api.portkey.ai"),
            new PydanticGatewayApi(),
            CompatibleApi.withChatAt(":complete", "snowflake", null),
            CompatibleApi.unasked("crusoe", "https://api.inference.crusoecloud.com"),
            CompatibleApi.withChatAt("/chat", "writer", "https://api.writer.com")));
  }

  public Optional<ProviderApi> find(ProviderId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** In the order in which they are listed. */
  public List<ProviderApi> all() {
    return List.copyOf(byId.values());
  }
}
