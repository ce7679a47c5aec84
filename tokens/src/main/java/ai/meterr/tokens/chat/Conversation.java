package ai.meterr.tokens.chat;

import java.util.List;

/**
 * What is sent to a model, as far as it costs tokens.
 *
 * @param api by whose rules
 * @param answerFormat JSON schema that the answer has to follow, as JSON; empty: none
 */
public record Conversation(Api api, List<Message> messages, List<Tool> tools, String answerFormat) {
  /** Shapes of requests that cost differently. */
  public enum Api {
    CHAT,
    RESPONSES,
    MESSAGES,
    CONTENTS
  }

  public Conversation {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** One message of a user. */
  public static Conversation of(String text) {
    return new Conversation(
        Api.CHAT,
        List.of(new Message("user", "", List.of(new Part.Text(text)), List.of())),
        List.of(),
        "");
  }

  /**
   * @param role as the provider spells it: {@code system}, {@code user}, {@code assistant}, {@code
   *     tool}
   * @param name of the speaker, or of the function whose result it is; empty: none
   * @param calls what the model asked for
   */
  public record Message(String role, String name, List<Part> parts, List<Call> calls) {
    public Message {
      parts = List.copyOf(parts);
      calls = List.copyOf(calls);
    }

    boolean isSystem() {
      return role.equals("system") || role.equals("developer");
    }

    /** The text of all parts that are text. */
    String text() {
      var text = new StringBuilder();
      for (Part part : parts) {
        if (part instanceof Part.Text(String more)) {
          text.append(more);
        }
      }
      return text.toString();
    }
  }

  /**
   * A call of a function that the model asked for.
   *
   * @param arguments JSON as the model wrote it
   */
  public record Call(String function, String arguments) {}

  /**
   * A function that the model may call.
   *
   * @param description empty: none
   * @param json the whole declaration as compact JSON
   */
  public record Tool(String name, String description, Schema parameters, String json) {}
}
