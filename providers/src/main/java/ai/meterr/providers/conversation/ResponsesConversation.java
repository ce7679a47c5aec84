package ai.meterr.providers.conversation;

import ai.meterr.tokens.chat.Conversation;
import ai.meterr.tokens.chat.Conversation.Call;
import ai.meterr.tokens.chat.Conversation.Message;
import ai.meterr.tokens.chat.Conversation.Tool;
import ai.meterr.tokens.chat.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** OpenAI's responses: {@code instructions} and {@code input}. */
final class ResponsesConversation {
  private final Map<String, String> functionOfCall = new HashMap<>();
  private final List<Message> messages = new ArrayList<>();

  private ResponsesConversation() {}

  static Conversation read(JsonNode request) {
    var read = new ResponsesConversation();
    JsonNode instructions = request.path("instructions");
    if (instructions.isString()) {
      read.messages.add(new Message("system", "", Parts.read(instructions), List.of()));
    }
    if (request.path("input").isString()) {
      read.messages.add(new Message("user", "", Parts.read(request.path("input")), List.of()));
    }
    request.path("input").forEach(read::add);
    List<Tool> tools = new ArrayList<>();
    for (JsonNode tool : request.path("tools")) {
      if (tool.path("type").asString("").equals("function")) {
        tools.add(ChatConversation.tool(tool));
      }
    }
    JsonNode format = request.path("text").path("format").path("schema");
    return new Conversation(
        Conversation.Api.RESPONSES,
        read.messages,
        tools,
        format.isMissingNode() ? "" : format.toString());
  }

  private void add(JsonNode item) {
    switch (item.path("type").asString("message")) {
      case "message" ->
          messages.add(
              new Message(
                  item.path("role").asString("user"),
                  "",
                  Parts.read(item.path("content")),
                  List.of()));
      case "function_call" -> {
        String function = item.path("name").asString("");
        functionOfCall.put(item.path("call_id").asString(""), function);
        Call call = new Call(function, item.path("arguments").asString(""));
        messages.add(new Message("assistant", "", List.of(), List.of(call)));
      }
      case "function_call_output" ->
          messages.add(
              new Message(
                  "tool",
                  functionOfCall.getOrDefault(item.path("call_id").asString(""), ""),
                  Parts.read(item.path("output")),
                  List.of()));
      default ->
          messages.add(
              new Message(
                  "assistant",
                  "",
                  List.of(new Part.Unknown(item.path("type").asString())),
                  List.of()));
    }
  }
}
