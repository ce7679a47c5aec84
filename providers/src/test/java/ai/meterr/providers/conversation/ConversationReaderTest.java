package ai.meterr.providers.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.tokens.Exactness;
import ai.meterr.tokens.chat.Conversation;
import ai.meterr.tokens.chat.Conversation.Api;
import ai.meterr.tokens.chat.Conversation.Call;
import ai.meterr.tokens.chat.Counters;
import ai.meterr.tokens.chat.Part;
import ai.meterr.tokens.chat.Schema;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What requests of the providers send to a model. */
class ConversationReaderTest {
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  private static final Counters COUNTERS = Counters.bundled();

  /** Names and values that mean something to one of the readers. */
  private static final List<String> WORDS =
      List.of(
          ("messages contents input tools functions system instructions role content parts text"
               + " type tool_calls function name arguments parameters properties required items"
               + " anyOf enum default title description $ref #/properties/text # tool_use"
               + " tool_result input_schema source data url image image_url input_image document"
               + " functionCall functionResponse args response inlineData mimeType image/png"
               + " application/pdf functionDeclarations generationConfig responseSchema"
               + " response_format json_schema schema function_call function_call_output call_id"
               + " toolUse toolResult json bytes output message user assistant tool tool_call_id id"
               + " string object array "
                  + PIXEL)
              .split(" "));

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
  @Timeout(10)
  void a_schema_that_refers_to_itself_in_many_places_ends_soon() {
    var properties = new StringBuilder("\"a\": {\"$ref\": \"#\"}");
    for (int i = 0; i < 60; i++) {
      properties.append(", \"a").append(i).append("\": {\"$ref\": \"#\"}");
    }
    Conversation chat =
        read(
            """
            {"messages": [], "tools": [{"function": {"name": "f", "parameters":
              {"type": "object", "properties": {%s}}}}]}
            """
                .formatted(properties));

    assertThat(chat.tools()).hasSize(1);
  }

  @Test
  void whatever_json_comes_is_read_or_is_no_conversation() {
    var random = new Random(5);
    for (int i = 0; i < 4_000; i++) {
      ObjectNode request = JsonMapper.shared().createObjectNode();
      for (int fields = 1 + random.nextInt(4); fields > 0; fields--) {
        request.set(WORDS.get(random.nextInt(WORDS.size())), any(random, 5));
      }
      ConversationReader.read(request)
          .ifPresent(
              conversation -> {
                for (String model : List.of("gpt-4o", "gpt-5", "claude-sonnet-5", "gemini-3")) {
                  var count = COUNTERS.find(model).orElseThrow().conversation(conversation);
                  assertThat(count.tokens()).isNotNegative();
                }
              });
    }
  }

  private static JsonNode any(Random random, int depth) {
    JsonMapper json = JsonMapper.shared();
    switch (random.nextInt(depth == 0 ? 5 : 9)) {
      case 0 -> {
        return json.getNodeFactory().nullNode();
      }
      case 1 -> {
        return json.getNodeFactory().numberNode(random.nextInt());
      }
      case 2 -> {
        return json.getNodeFactory().booleanNode(random.nextBoolean());
      }
      case 3, 4 -> {
        return json.getNodeFactory().stringNode(WORDS.get(random.nextInt(WORDS.size())));
      }
      case 5, 6 -> {
        ArrayNode array = json.createArrayNode();
        for (int items = random.nextInt(4); items > 0; items--) {
          array.add(any(random, depth - 1));
        }
        return array;
      }
      default -> {
        ObjectNode object = json.createObjectNode();
        for (int fields = random.nextInt(5); fields > 0; fields--) {
          object.set(WORDS.get(random.nextInt(WORDS.size())), any(random, depth - 1));
        }
        return object;
      }
    }
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
  void converse_blocks_are_what_their_only_member_is() {
    Conversation converse =
        read(
            """
            {"system": [{"text": "Be brief."}, {"cachePoint": {"type": "default"}}], "messages": [
              {"role": "user", "content": [{"text": "What?"},
                {"image": {"format": "png", "source": {"bytes": "%s"}}},
                {"document": {"format": "pdf", "name": "d", "source": {"bytes": "AAAA"}}}]},
              {"role": "assistant", "content": [
                {"reasoningContent": {"reasoningText": {"text": "Hm."}}},
                {"toolUse": {"toolUseId": "t1", "name": "look", "input": {"at": 1}}}]},
              {"role": "user", "content": [{"toolResult": {"toolUseId": "t1",
                "content": [{"text": "Seen."}, {"json": {"a": 1}}]}}]}]}
            """
                .formatted(PIXEL));

    assertThat(converse.messages().get(0).parts())
        .containsExactly(new Part.Text("Be brief."), new Part.Unknown("cachePoint"));
    assertThat(converse.messages().get(1).parts())
        .containsExactly(
            new Part.Text("What?"), new Part.Image(1, 1, Part.Detail.AUTO), new Part.Document(0));
    assertThat(converse.messages().get(2).parts())
        .containsExactly(new Part.Unknown("reasoningContent"));
    assertThat(converse.messages().get(2).calls()).containsExactly(new Call("look", "{\"at\":1}"));
    assertThat(converse.messages().get(3).parts())
        .containsExactly(new Part.Text("Seen."), new Part.Text("{\"a\":1}"));
  }

  @Test
  void a_block_that_nobody_knows_makes_the_count_an_estimate() {
    String messages = "{\"messages\": [{\"role\": \"user\", \"content\": [{\"text\": \"Hi\"}%s]}]}";
    var counter = COUNTERS.find("claude-sonnet-4").orElseThrow();
    assertThat(counter.conversation(read(messages.formatted(""))).exactness())
        .isInstanceOf(Exactness.Calibrated.class);
    for (String block : List.of("{\"guardContent\": {}}", "{\"a\": 1, \"b\": 2}", "{}", "7")) {
      assertThat(counter.conversation(read(messages.formatted(", " + block))).exactness())
          .as(block)
          .isEqualTo(new Exactness.Estimate());
    }
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
  void gemini_schemas_by_any_of_their_names() {
    for (String name :
        List.of(
            "responseSchema", "response_schema", "responseJsonSchema", "response_json_schema")) {
      Conversation contents =
          read("{\"contents\": [], \"generation_config\": {\"%s\": {\"a\": 1}}}".formatted(name));
      assertThat(contents.answerFormat()).as(name).isEqualTo("{\"a\":1}");
    }
    for (String name : List.of("parameters", "parametersJsonSchema", "parameters_json_schema")) {
      Conversation contents =
          read(
              """
              {"contents": [], "tools": [{"function_declarations": [
                {"name": "now", "%s": {"type": "object"}}]}]}
              """
                  .formatted(name));
      assertThat(contents.tools().getFirst().parameters().types())
          .as(name)
          .containsExactly("object");
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
