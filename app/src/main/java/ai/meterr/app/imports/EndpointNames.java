package ai.meterr.app.imports;

import ai.meterr.catalog.ProviderId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The paths behind the names of endpoints, for records that kept no path. */
final class EndpointNames {
  private static final Map<String, String> OPENAI =
      Map.ofEntries(
          Map.entry("chat.completions", "/v1/chat/completions"),
          Map.entry("completions", "/v1/completions"),
          Map.entry("embeddings", "/v1/embeddings"),
          Map.entry("responses", "/v1/responses"),
          Map.entry("responses.compact", "/v1/responses/compact"),
          Map.entry("responses.input_tokens", "/v1/responses/input_tokens"),
          Map.entry("assistants.runs", "/v1/threads/runs"),
          Map.entry("images", "/v1/images/generations"),
          Map.entry("audio.transcriptions", "/v1/audio/transcriptions"),
          Map.entry("audio.translations", "/v1/audio/translations"),
          Map.entry("moderations", "/v1/moderations"));

  private static final Map<String, String> ANTHROPIC =
      Map.of(
          "messages", "/v1/messages",
          "messages.count_tokens", "/v1/messages/count_tokens",
          "complete.legacy", "/v1/complete");

  private static final Map<String, String> COHERE =
      Map.of(
          "chat.v1", "/v1/chat",
          "chat.v2", "/v2/chat",
          "embed.v1", "/v1/embed",
          "embed.v2", "/v2/embed",
          "rerank", "/v2/rerank",
          "classify", "/v1/classify",
          "tokenize", "/v1/tokenize");

  private static final String GEMINI_MODELS = "/v1beta/models/";

  private EndpointNames() {}

  /**
   * @param model what was asked for: some APIs name it in the path
   */
  static String path(ProviderId provider, String endpoint, @Nullable String model) {
    String unknown = "/" + endpoint;
    if (provider.equals(ProviderId.ANTHROPIC)) {
      return ANTHROPIC.getOrDefault(endpoint, unknown);
    }
    String named = model == null ? "unknown" : model;
    return switch (provider.name()) {
      case "gemini" ->
          endpoint.equals("interactions")
              ? "/v1beta/interactions"
              : GEMINI_MODELS + named + ":" + endpoint;
      case "vertex" -> "/v1/publishers/google/models/" + named + ":" + endpoint;
      case "bedrock" -> OPENAI.getOrDefault(endpoint, "/model/" + named + "/" + endpoint);
      case "cohere" -> COHERE.getOrDefault(endpoint, unknown);
      default -> OPENAI.getOrDefault(endpoint, unknown);
    };
  }
}
