package ai.meterr.control.tokens;

import ai.meterr.catalog.ProviderId;
import ai.meterr.control.answer.Problem;
import ai.meterr.providers.conversation.ConversationReader;
import ai.meterr.tokens.Utf16;
import ai.meterr.tokens.chat.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is to be counted, for which models. Holds somebody's prompt: {@link #toString} hides it.
 *
 * @param answerTokens expected in the answer, for the cost
 * @param cachedPercent of the input that is read from the cache, for the cost
 * @param boundariesOf the model that the text is to be cut for; empty: none
 */
record CountQuestion(
    List<Model> models,
    Content content,
    long answerTokens,
    int cachedPercent,
    String boundariesOf) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> FIELDS =
      Set.of("models", "text", "request", "answer_tokens", "cached_percent", "boundaries_of");
  private static final int MODELS_MAX = 16;
  private static final int NAME_MAX = 200;
  private static final int ANSWER_MAX = 10_000_000;

  /** A model, and who is paid for it. */
  record Model(ProviderId provider, String name) {}

  /** A text that stands alone, or all that would be sent. */
  sealed interface Content {
    record Text(String text, byte[] utf8) implements Content {
      @Override
      public String toString() {
        return "text …";
      }
    }

    record Request(Conversation conversation) implements Content {
      @Override
      public String toString() {
        return "request …";
      }
    }
  }

  /**
   * @throws Problem where it is not what the contract says; nothing of the body stands in it
   */
  static CountQuestion read(byte[] body) {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException notJson) {
      throw Problem.of(Problem.Kind.BAD_BODY, "the body is not JSON");
    }
    if (!json.isObject()) {
      throw Problem.of(Problem.Kind.BAD_BODY, "the body is not a JSON object");
    }
    for (Map.Entry<String, JsonNode> property : json.properties()) {
      if (!FIELDS.contains(property.getKey())) {
        throw Problem.of(
            Problem.Kind.BAD_BODY, "the body has other fields than " + String.join(", ", FIELDS));
      }
    }
    return new CountQuestion(
        models(json.path("models")),
        content(json),
        number(json, "answer_tokens", ANSWER_MAX),
        (int) number(json, "cached_percent", 100),
        json.has("boundaries_of") ? text(json.path("boundaries_of"), "boundaries_of") : "");
  }

  private static List<Model> models(JsonNode given) {
    List<Model> models = new ArrayList<>();
    for (JsonNode model : given) {
      String provider = text(model.path("provider"), "models.provider");
      if (!ProviderId.isWellFormed(provider)) {
        throw Problem.field("models.provider", "is not a provider's name");
      }
      models.add(new Model(new ProviderId(provider), text(model.path("model"), "models.model")));
    }
    if (!given.isArray() || models.isEmpty() || models.size() > MODELS_MAX) {
      throw Problem.field("models", "has 1 to " + MODELS_MAX + " of {provider, model}");
    }
    return List.copyOf(models);
  }

  private static Content content(JsonNode json) {
    if (json.has("text") == json.has("request")) {
      throw Problem.field("text", "or request: one of the two is required");
    }
    if (json.has("request")) {
      return ConversationReader.read(json.path("request"))
          .<Content>map(Content.Request::new)
          .orElseThrow(
              () -> Problem.field("request", "has no messages, contents or input to count"));
    }
    if (!json.path("text").isString()) {
      throw Problem.field("text", "is a string");
    }
    String text = json.path("text").stringValue();
    return new Content.Text(text, Utf16.toUtf8(text));
  }

  private static String text(JsonNode value, String name) {
    if (!value.isString() || value.stringValue().isEmpty()) {
      throw Problem.field(name, "is required, as a string");
    }
    if (value.stringValue().length() > NAME_MAX) {
      throw Problem.field(name, "has at most " + NAME_MAX + " characters");
    }
    return value.stringValue();
  }

  private static long number(JsonNode json, String name, int max) {
    JsonNode value = json.path(name);
    if (value.isMissingNode()) {
      return 0;
    }
    if (!value.isIntegralNumber() || value.longValue() < 0 || value.longValue() > max) {
      throw Problem.field(name, "is a whole number from 0 to " + max);
    }
    return value.longValue();
  }
}
