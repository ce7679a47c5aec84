package ai.meterr.providers.conversation;

import ai.meterr.tokens.chat.Conversation;
import ai.meterr.tokens.chat.Conversation.Call;
import ai.meterr.tokens.chat.Conversation.Message;
import ai.meterr.tokens.chat.Conversation.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Requests with {@code messages}: OpenAI's chat completions and all that is like them, Anthropic's
 * messages, Bedrock's converse.
 */
final class ChatConversation {
  private final Map<String, String> functionOfCall = new HashMap<>();
  private final List<Message> messages = new ArrayList<>();

  private ChatConversation() {}

  static Conversation read(JsonNode request) {
    var chat = new ChatConversation();
    if (!request.path("system").isMissingNode()) {
      chat.messages.add(new Message("system", "", Parts.read(request.path("system")), List.of()));
    }
    request.path("messages").forEach(chat::add);
    Conversation.Api api =
        request.has("system") ? Conversation.Api.MESSAGES : Conversation.Api.CHAT;
    return new Conversation(api, chat.messages, tools(request), answerFormat(request));
  }

  private void add(JsonNode message) {
    String role = message.path("role").asString("user");
    List<Call> calls = new ArrayList<>();
    message.path("tool_calls").forEach(call -> calls.add(call(call)));
    for (JsonNode part : message.path("content")) {
      boolean typed = part.path("type").asString("").equals("tool_use");
      JsonNode use = typed ? part : part.path("toolUse");
      if (use.isObject()) {
        calls.add(new Call(use.path("name").asString(""), use.path("input").toString()));
      }
    }
    if (message.path("function_call").isObject()) {
      calls.add(function(message.path("function_call")));
    }
    String name = message.path("name").asString("");
    boolean result = role.equals("tool");
    messages.add(
        new Message(
            role,
            result
                ? functionOfCall.getOrDefault(message.path("tool_call_id").asString(""), name)
                : name,
            Parts.read(message.path("content")),
            calls));
  }

  private Call call(JsonNode call) {
    Call read = function(call.path("function"));
    functionOfCall.put(call.path("id").asString(""), read.function());
    return read;
  }

  private static Call function(JsonNode function) {
    JsonNode arguments = function.path("arguments");
    return new Call(
        function.path("name").asString(""),
        arguments.isString() ? arguments.asString() : arguments.toString());
  }

  private static List<Tool> tools(JsonNode request) {
    List<Tool> tools = new ArrayList<>();
    JsonNode declared =
        request.path("toolConfig").has("tools")
            ? request.path("toolConfig").path("tools")
            : request.has("tools") ? request.path("tools") : request.path("functions");
    for (JsonNode tool : declared) {
      JsonNode function =
          tool.has("function")
              ? tool.path("function")
              : tool.has("toolSpec") ? tool.path("toolSpec") : tool;
      if (function.has("name")) {
        tools.add(tool(function));
      }
    }
    return tools;
  }

  static Tool tool(JsonNode function) {
    JsonNode parameters =
        function.has("input_schema")
            ? function.path("input_schema")
            : function.has("inputSchema")
                ? function.path("inputSchema").path("json")
                : function.path("parameters");
    return new Tool(
        function.path("name").asString(""),
        function.path("description").asString(""),
        Schemas.read(parameters),
        function.toString());
  }

  private static String answerFormat(JsonNode request) {
    for (JsonNode schema :
        List.of(
            request.path("response_format").path("json_schema").path("schema"),
            request.path("output_format").path("schema"),
            request.path("output_config").path("format").path("schema"))) {
      if (schema.isObject()) {
        return schema.toString();
      }
    }
    return "";
  }
}
