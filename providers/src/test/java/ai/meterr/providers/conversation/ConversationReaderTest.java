package ai.meterr.providers.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.tokens.chat.Conversation;
import ai.meterr.tokens.chat.Conversation.Api;
import ai.meterr.tokens.chat.Conversation.Call;
import ai.meterr.tokens.chat.Part;
import ai.meterr.tokens.chat.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What requests of the providers send to a model. */
class ConversationReaderTest {
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  private static Conversation read(String json) {
    return ConversationReader.read(JsonMapper.shared().readTree(json)).orElseThrow();
  }

  @Test
  void chat_completions_with_functions_their_calls_and_results() {
    Conversation chat =
        read(
            """
            {"messages": [
              {"role": "system", "content": "Be brief."},
              {"role": "assistant", "content": null, "tool_calls": [
                {"id": "c1", "function": {"name": "now", "arguments": "{\\"zone\\":\\"UTC\\"}"}}]},
              {"role": "tool", "tool_call_id": "c1", "content": "12:00"}],
             "tools": [{"type": "function", "function": {"name": "now", "description": "The time.",
               "parameters": {"$defs": {"Z": {"type": "string", "enum": ["UTC", "CET"]}},
                 "type": "object", "properties": {"zone": {"$ref": "#/$defs/Z"}},
                 "required": ["zone"]}}}]}
            """);

    assertThat(chat.api()).isEqualTo(Api.CHAT);
    assertThat(chat.messages().get(1).calls())
        .containsExactly(new Call("now", "{\"zone\":\"UTC\"}"));
    assertThat(chat.messages().get(2).name()).isEqualTo("now");
    var parameters = chat.tools().getFirst().parameters();
    assertThat(parameters.required()).containsExactly("zone");
    assertThat(parameters.properties().getOrDefault("zone", Schema.ANY).choices())
        .containsExactly("\"UTC\"", "\"CET\"");
  }

  @Test
  void a_schema_that_refers_to_itself_ends() {
    Conversation chat =
        read(
            """
            {"messages": [], "tools": [{"function": {"name": "f", "parameters":
              {"type": "object", "properties": {"next": {"$ref": "#"}}}}}]}
            """);

    assertThat(chat.tools()).hasSize(1);
  }

  @Test
  void anthropic_messages_with_a_picture_a_call_and_a_system_text() {
    Conversation messages =
        read(
            """
            {"system": [{"type": "text", "text": "Be brief."}], "messages": [
              {"role": "user", "content": [
                {"type": "image", "source": {"type": "base64", "data": "%s"}},
                {"type": "text", "text": "What?"}]},
              {"role": "assistant", "content": [
                {"type": "tool_use", "id": "t1", "name": "look", "input": {"at": 1}}]}]}
            """
                .formatted(PIXEL));

    assertThat(messages.api()).isEqualTo(Api.MESSAGES);
    assertThat(messages.messages().get(0).role()).isEqualTo("system");
    assertThat(messages.messages().get(1).parts())
        .containsExactly(new Part.Image(1, 1, Part.Detail.AUTO), new Part.Text("What?"));
    assertThat(messages.messages().get(2).calls()).containsExactly(new Call("look", "{\"at\":1}"));
  }

  @Test
  void responses_with_instructions_and_items() {
    Conversation responses =
        read(
            """
            {"instructions": "Be brief.", "input": [
              {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
              {"type": "function_call", "call_id": "c", "name": "now", "arguments": "{}"},
              {"type": "function_call_output", "call_id": "c", "output": "12:00"},
              {"type": "reasoning", "summary": []}]}
            """);

    assertThat(responses.api()).isEqualTo(Api.RESPONSES);
    assertThat(responses.messages())
        .extracting(Conversation.Message::role)
        .containsExactly("system", "user", "assistant", "tool", "assistant");
    assertThat(responses.messages().get(3).name()).isEqualTo("now");
    assertThat(responses.messages().get(4).parts()).containsExactly(new Part.Unknown("reasoning"));
  }

  @Test
  void gemini_contents_in_either_spelling() {
    for (String name : List.of("functionDeclarations", "function_declarations")) {
      Conversation contents =
          read(
              """
              {"contents": [{"role": "user", "parts": [{"text": "Hi"},
                 {"inlineData": {"mimeType": "image/png", "data": "%s"}}]}],
               "tools": [{"%s": [{"name": "now", "parameters": {"type": "OBJECT"}}]}]}
              """
                  .formatted(PIXEL, name));

      assertThat(contents.api()).isEqualTo(Api.CONTENTS);
      assertThat(contents.messages().getFirst().parts())
          .containsExactly(new Part.Text("Hi"), new Part.Image(1, 1, Part.Detail.AUTO));
      assertThat(contents.tools().getFirst().parameters().types()).containsExactly("object");
    }
  }

  @Test
  void a_picture_that_cannot_be_read_has_no_size() {
    for (String data : List.of("", "AAAA", "data:image/png;base64,iVBORw0K", "not base64!")) {
      assertThat(ImageSize.of(data)).isEqualTo(new ImageSize(0, 0));
    }
  }

  @Test
  void what_holds_no_conversation_is_none() {
    var embedding = JsonMapper.shared().readTree("{\"input\": \"x\", \"dimensions\": 3}");
    assertThat(ConversationReader.read(embedding)).isEmpty();
  }
}
