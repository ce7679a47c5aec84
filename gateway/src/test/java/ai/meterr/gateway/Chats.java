package ai.meterr.gateway;

/** Small requests and answers of the APIs, written by hand. */
final class Chats {
  static final String PATH = "/v1/chat/completions";
  static final String ASK = "{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\"}]}";
  static final String ASK_STREAM = "{\"model\":\"gpt-5\",\"stream\":true,\"messages\":[]}";
  static final String ASK_STREAM_AND_USAGE =
      "{\"model\":\"gpt-5\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
  static final String ANSWER =
      "{\"id\":\"chatcmpl-1\",\"model\":\"gpt-5\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}";

  /** What a provider sends where usage was asked for. */
  static final String HELLO = frame("[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]", "null");

  static final String STOP = frame("[{\"index\":0,\"finish_reason\":\"stop\"}]", "null");
  static final String USAGE =
      frame("[]", "{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}");
  static final String DONE = "data: [DONE]\n\n";

  /** The same where it was not. */
  static final String PLAIN_HELLO = HELLO.replace(",\"usage\":null", "");

  static final String PLAIN_STOP = STOP.replace(",\"usage\":null", "");

  private static String frame(String choices, String usage) {
    return "data: {\"id\":\"chatcmpl-1\",\"model\":\"gpt-5\",\"choices\":"
        + choices
        + ",\"usage\":"
        + usage
        + "}\n\n";
  }

  private Chats() {}
}
