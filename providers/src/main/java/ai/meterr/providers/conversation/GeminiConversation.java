package ai.meterr.providers.conversation;

import ai.meterr.tokens.chat.Conversation;
import ai.meterr.tokens.chat.Conversation.Call;
import ai.meterr.tokens.chat.Conversation.Message;
import ai.meterr.tokens.chat.Conversation.Tool;
import ai.meterr.tokens.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Gemini's and Vertex AI's {@code contents}; names come in camel and in snake case. */
final class GeminiConversation {
  private GeminiConversation() {}

  static Conversation read(JsonNode request) {
    List<Message> messages = new ArrayList<>();
    JsonNode system = first(request, "systemInstruction", "system_instruction");
    if (system.isObject()) {
      messages.add(content(system, "system"));
    }
    if (request.path("contents").isObject()) {
      messages.add(content(request.path("contents"), "user"));
    } else {
      request.path("contents").forEach(content -> messages.add(content(content, "user")));
    }
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : request.path("tools")) {
      for (JsonNode function : first(tool, "functionDeclarations", "function_declarations")) {
        tools.add(
            new Tool(
                function.path("name").asString(""),
                function.path("description").asString(""),
                Schemas.read(
                    first(
                        function, "parameters", "parametersJsonSchema", "parameters_json_schema")),
                function.toString()));
      }
    }
    JsonNode config = first(request, "generationConfig", "generation_config");
    JsonNode schema =
        first(
            config,
            "responseSchema",
            "response_schema",
            "responseJsonSchema",
            "response_json_schema");
    return new Conversation(
        Conversation.Api.CONTENTS,
        messages,
        tools,
        schema.isMissingNode() ? "" : schema.toString());
  }

  private static Message content(JsonNode content, String usual) {
    List<Part> parts = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    JsonNode given = content.path("parts");
    for (JsonNode part : given.isObject() ? List.of(given) : given) {
      if (part.has("thoughtSignature") || part.has("thought_signature")) {
        parts.add(new Part.Unknown("thought"));
      }
      JsonNode call = first(part, "functionCall", "function_call");
      JsonNode result = first(part, "functionResponse", "function_response");
      if (call.isObject()) {
        calls.add(new Call(call.path("name").asString(""), call.path("args").toString()));
      } else if (result.isObject()) {
        calls.add(new Call(result.path("name").asString(""), result.path("response").toString()));
        result.path("parts").forEach(more -> parts.add(media(more)));
      } else if (part.path("text").isString()) {
        parts.add(new Part.Text(part.path("text").asString()));
      } else {
        parts.add(media(part));
      }
    }
    return new Message(content.path("role").asString(usual), "", parts, calls);
  }

  private static Part media(JsonNode part) {
    JsonNode inline = first(part, "inlineData", "inline_data");
    JsonNode data = inline.isObject() ? inline : first(part, "fileData", "file_data");
    String type = first(data, "mimeType", "mime_type").asString("").toLowerCase(Locale.ROOT);
    if (type.startsWith("image/")) {
      return ImageSize.of(data.path("data").asString("")).of(Part.Detail.AUTO);
    }
    if (type.startsWith("audio/")) {
      return new Part.Audio(0);
    }
    if (type.startsWith("video/")) {
      return new Part.Video(0);
    }
    return type.equals("application/pdf") ? new Part.Document(0) : new Part.Unknown(type);
  }

  /** The first of these members that is there. */
  private static JsonNode first(JsonNode node, String... names) {
    for (String name : names) {
      if (node.has(name)) {
        return node.path(name);
      }
    }
    return MissingNode.getInstance();
  }
}
