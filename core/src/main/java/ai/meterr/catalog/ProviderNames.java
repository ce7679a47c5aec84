package ai.meterr.catalog;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names that others have for providers: those of OpenTelemetry's {@code gen_ai.provider.name}
 * and of {@code gen_ai.system} before it (semantic conventions 1.27 to 1.37).
 */
public final class ProviderNames {
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry("aws.bedrock", "bedrock"),
          Map.entry("az.ai.inference", "azure"),
          Map.entry("az.ai.openai", "azure"),
          Map.entry("azure.ai.inference", "azure"),
          Map.entry("azure.ai.openai", "azure"),
          Map.entry("gcp.gemini", "gemini"),
          Map.entry("gcp.gen_ai", "gemini"),
          Map.entry("gcp.vertex_ai", "vertex"),
          Map.entry("ibm.watsonx.ai", "watsonx"),
          Map.entry("mistral_ai", "mistral"),
          Map.entry("moonshot_ai", "moonshot"),
          Map.entry("vertex_ai", "vertex"),
          Map.entry("x_ai", "xai"));

  private ProviderNames() {}

  /**
   * Our name for what somebody calls a provider, in any case, with {@code -} for {@code _}; a
   * well-formed name that nobody knows stands for itself. Empty where it cannot be a name.
   */
  public static Optional<ProviderId> canonical(String name) {
    String folded = name.toLowerCase(Locale.ROOT).replace('-', '_');
    String ours = OURS.getOrDefault(folded, folded);
    return ProviderId.isWellFormed(ours) ? Optional.of(new ProviderId(ours)) : Optional.empty();
  }

  /** As above; what cannot be a name is told as it is, and no provider has it. */
  public static String ours(String name) {
    return canonical(name).map(ProviderId::name).orElse(name);
  }

  /**
   * As {@link #canonical(String)}, for a call: Google calls all of Vertex AI one provider, and
   * Anthropic's models there have prices and answers of their own.
   */
  public static Optional<ProviderId> canonical(String name, ModelId model) {
    return canonical(name)
        .map(
            ours ->
                ours.name().equals("vertex") && model.name().startsWith("claude-")
                    ? new ProviderId("vertex_anthropic")
                    : ours);
  }
}
