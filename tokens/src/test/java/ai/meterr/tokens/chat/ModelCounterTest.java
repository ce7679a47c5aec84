package ai.meterr.tokens.chat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.EncodingId;
import ai.meterr.tokens.Exactness;
import ai.meterr.tokens.TokenCount;
import ai.meterr.tokens.chat.Conversation.Api;
import ai.meterr.tokens.chat.Conversation.Call;
import ai.meterr.tokens.chat.Conversation.Message;
import ai.meterr.tokens.chat.Conversation.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversations as providers count them. */
class ModelCounterTest {
  private static final Counters COUNTERS = Counters.bundled();

  /** The examples of openai-cookbook, How_to_count_tokens_with_tiktoken (MIT), with its answers. */
  private static final Conversation COOKBOOK =
      chat(
          List.of(
              message(
                  "system",
                  "",
                  "You are a helpful, pattern-following assistant that translates corporate jargon"
                      + " into plain English."),
              message("system", "example_user", "New synergies will help drive top-line growth."),
              message(
                  "system",
                  "example_assistant",
                  "Things working well together will increase revenue."),
              message(
                  "system",
                  "example_user",
                  "Let's circle back when we have more bandwidth to touch base on opportunities for"
                      + " increased leverage."),
              message(
                  "system",
                  "example_assistant",
                  "Let's talk later when we're less busy about how to do better."),
              message(
                  "user",
                  "",
                  "This late pivot means we don't have time to boil the ocean for the client"
                      + " deliverable.")));

  private static final Conversation COOKBOOK_TOOLS =
      new Conversation(
          Api.CHAT,
          List.of(
              message(
                  "system",
                  "",
                  "You are a helpful assistant that can answer to questions about the weather."),
              message("user", "", "What's the weather like in San Francisco?")),
          List.of(weather()),
          "");

  private static Conversation chat(List<Message> messages) {
    return new Conversation(Api.CHAT, messages, List.of(), "");
  }

  private static Message message(String role, String name, String text) {
    return new Message(role, name, List.of(new Part.Text(text)), List.of());
  }

  private static Schema text(String description, String... choices) {
    return new Schema(
        List.of("string"),
        "",
        description,
        List.of(choices),
        "",
        Map.of(),
        Set.of(),
        List.of(),
        List.of());
  }

  private static Tool weather() {
    Map<String, Schema> properties = new LinkedHashMap<>();
    properties.put("location", text("The city and state, e.g. San Francisco, CA"));
    properties.put(
        "unit", text("The unit of temperature to return", "\"celsius\"", "\"fahrenheit\""));
    Schema parameters =
        new Schema(
            List.of("object"),
            "",
            "",
            List.of(),
            "",
            properties,
            Set.of("location"),
            List.of(),
            List.of());
    String description = "Get the current weather in a given location";
    return new Tool("get_current_weather", description, parameters, "{}");
  }

  private static TokenCount count(String model, Conversation conversation) {
    return COUNTERS.find(model).orElseThrow().conversation(conversation);
  }

  @ParameterizedTest
  @CsvSource({"gpt-3.5-turbo, 129", "gpt-4-0613, 129", "gpt-4o, 124", "gpt-4o-mini, 124"})
  void messages_count_as_the_cookbook_says(String model, long tokens) {
    TokenCount count = count(model, COOKBOOK);

    assertThat(count.tokens()).isEqualTo(tokens);
    assertThat(count.exactness()).isEqualTo(new Exactness.Exact());
  }

  @ParameterizedTest
  @CsvSource({"gpt-3.5-turbo, 105", "gpt-4, 105", "gpt-4o, 101", "gpt-4o-mini, 101"})
  void functions_count_as_the_cookbook_says_and_carry_the_measured_error(
      String model, long tokens) {
    TokenCount count = count(model, COOKBOOK_TOOLS);

    assertThat(count.tokens()).isEqualTo(tokens);
    assertThat(count.exactness()).isInstanceOf(Exactness.Calibrated.class);
  }

  @Test
  void a_call_costs_its_name_its_arguments_and_a_frame() {
    Message call =
        new Message(
            "assistant", "", List.of(), List.of(new Call("get_time", "{\"zone\":\"UTC\"}")));
    long without = count("gpt-4o", chat(List.of(message("user", "", "hi")))).tokens();

    long with = count("gpt-4o", chat(List.of(message("user", "", "hi"), call))).tokens();

    Encoding o200k = COUNTERS.encodings().get(EncodingId.O200K_BASE);
    long texts = o200k.count(" to=functions.get_time") + o200k.count("{\"zone\":\"UTC\"}");
    // 3 a message, 1 the role, 2 around a call
    assertThat(with - without).isEqualTo(3 + 1 + 2 + texts);
  }

  @Test
  void where_there_is_a_picture_the_count_is_an_estimate_by_the_published_rule() {
    Message picture =
        new Message("user", "", List.of(new Part.Image(1024, 1024, Part.Detail.HIGH)), List.of());

    TokenCount count = count("gpt-4o", chat(List.of(picture)));

    assertThat(count.tokens()).isEqualTo(3 + 3 + 1 + 765);
    assertThat(count.exactness()).isEqualTo(new Exactness.Estimate());
  }

  @Test
  void what_was_fitted_says_how_far_off_it_was_and_what_was_not_says_estimate() {
    Conversation hello = Conversation.of("Hello, how are you?");

    assertThat(count("claude-sonnet-4-5-20250929", hello).exactness())
        .isEqualTo(new Exactness.Calibrated(0.1427));
    assertThat(count("claude-opus-4-1", hello).exactness()).isEqualTo(new Exactness.Estimate());
    assertThat(count("gpt-6", hello).exactness()).isEqualTo(new Exactness.Estimate());
  }

  @Test
  void nothing_is_counted_in_the_name_of_a_model_that_nobody_knows() {
    assertThat(COUNTERS.find("nobody-1")).isEmpty();
  }
}
