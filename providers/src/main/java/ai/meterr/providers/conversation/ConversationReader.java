package ai.meterr.providers.conversation;

import ai.meterr.tokens.chat.Conversation;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Finds out which API a request is written for and reads it. */
public final class ConversationReader {
  private ConversationReader() {}

  /**
   * The conversation that a request holds; empty where it holds none that is known here, such as an
   * embedding.
   */
  public static Optional<Conversation> read(JsonNode request) {
    if (request.path("contents").isArray() || request.path("contents").isObject()) {
      return Optional.of(GeminiConversation.read(request));
    }
    if (request.has("input") && !request.has("messages")) {
      return request.has("encoding_format") || request.has("dimensions")
          ? Optional.empty()
          : Optional.of(ResponsesConversation.read(request));
    }
    if (request.path("messages").isArray()) {
      return Optional.of(ChatConversation.read(request));
    }
    return Optional.empty();
  }
}
