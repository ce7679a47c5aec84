package ai.meterr.tokens.chat;

import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.EncodingId;
import ai.meterr.tokens.chat.Conversation.Call;
import ai.meterr.tokens.chat.Conversation.Message;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What OpenAI adds around texts. Three tokens a message and three for the answer that begins: the
 * cookbook's How_to_count_tokens_with_tiktoken. The rest is not published; it was found by
 * comparing with the usage of recorded calls (docs/reference/tokens.md has the figures).
 */
final class OpenAiFraming {
  private static final int MESSAGE = 3;
  private static final int NAME = 1;
  private static final int ANSWER = 3;

  /** Several calls at once, after the JSON that holds them. */
  private static final int PARALLEL_CALLS = 12;

  /** What chat completions tell GPT-5 besides where there are functions. */
  private static final int GPT_5_TOOLS = 82;

  private final Encoding encoding;

  /** Models that think begin their answer with a token less, and have tools apart. */
  private final boolean reasoning;

  private final boolean gpt5;

  OpenAiFraming(Encoding encoding, String model) {
    this.encoding = encoding;
    this.gpt5 = model.startsWith("gpt-5");
    this.reasoning = gpt5 || model.matches("o[134](-.*)?");
  }

  long count(Conversation conversation) {
    List<Message> messages = conversation.messages();
    long tokens = reasoning ? ANSWER - 1 : ANSWER;
    boolean responses = conversation.api() == Conversation.Api.RESPONSES;
    boolean parallel = false;
    for (Message message : messages) {
      tokens += count(message, parallel, responses);
      parallel = message.calls().isEmpty() ? parallel : message.calls().size() > 1;
    }
    tokens += encoding.count(compact(conversation.answerFormat()));
    if (!conversation.tools().isEmpty()) {
      tokens += tools(conversation, responses);
    }
    return tokens;
  }

  /**
   * @param parallel whether a result that comes now is one of several
   */
  private long count(Message message, boolean parallel, boolean responses) {
    boolean result = message.role().equals("tool");
    boolean named = result && !parallel;
    long tokens = MESSAGE + encoding.count(message.text());
    tokens += encoding.count(named ? "functions." + message.name() : message.role());
    if (!result && !message.name().isEmpty()) {
      tokens += NAME + encoding.count(message.name());
    }
    List<Call> calls = message.calls();
    if (calls.size() == 1) {
      Call call = calls.getFirst();
      tokens += aroundCall(responses) + encoding.count(" to=functions." + call.function());
      tokens += encoding.count(call.arguments());
    } else if (!calls.isEmpty()) {
      tokens += PARALLEL_CALLS + encoding.count(parallel(calls));
    }
    return tokens;
  }

  private static String parallel(List<Call> calls) {
    return calls.stream()
        .map(
            call ->
                "{\"recipient_name\":\"functions."
                    + call.function()
                    + "\",\"parameters\":"
                    + compact(call.arguments())
                    + "}")
        .collect(Collectors.joining(",", "{\"tool_uses\":[", "]}"));
  }

  /** JSON without the white space between its tokens. */
  private static String compact(String json) {
    var text = new StringBuilder(json.length());
    boolean inside = false;
    for (int at = 0; at < json.length(); at++) {
      char character = json.charAt(at);
      if (character == '\\' && inside && at + 1 < json.length()) {
        text.append(character).append(json.charAt(++at));
        continue;
      }
      inside ^= character == '"';
      if (inside || !Character.isWhitespace(character)) {
        text.append(character);
      }
    }
    return text.toString();
  }

  /** What a single call costs besides its name, its arguments and its result. */
  private int aroundCall(boolean responses) {
    if (!reasoning) {
      return responses ? 0 : encoding.id().equals(EncodingId.CL100K_BASE) ? 1 : 2;
    }
    return !responses ? 8 : gpt5 ? 9 : 6;
  }

  /** Behind the first system message where there is one, else in a message of their own. */
  private long tools(Conversation conversation, boolean responses) {
    String tools = TypeScriptTools.of(conversation.tools());
    if (!reasoning) {
      for (Message message : conversation.messages()) {
        if (message.isSystem()) {
          String text = message.text();
          long joined = encoding.count(text + "\n\n" + tools) - encoding.count(text);
          return joined + (responses ? -4 : -1);
        }
      }
    }
    return MESSAGE + encoding.count("system") + encoding.count(tools) + aroundTools(responses);
  }

  /** What functions in a message of their own cost besides their text, which ends earlier. */
  private int aroundTools(boolean responses) {
    if (gpt5) {
      return responses ? -1 : -1 + GPT_5_TOOLS;
    }
    return !responses ? -1 : reasoning ? -4 : -7;
  }
}
