package ai.meterr.providers.openai;

import ai.meterr.providers.RequestFacts.Splice;
import ai.meterr.providers.json.JsonText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Whether a request asks for usage in its stream ({@code stream_options.include_usage}), and the
 * bytes that make it ask. Of repeated members the last counts, as it does for the provider.
 */
final class UsageAsked {
  static final String MEMBER = "stream_options";
  private static final String INCLUDE_USAGE = "include_usage";
  private static final String ASKS = "\"" + INCLUDE_USAGE + "\":true";

  private boolean asked;
  private @Nullable Splice splice;
  private boolean memberSeen;

  /** The parser stands at the value of {@link #MEMBER}. */
  void read(JsonParser value) {
    memberSeen = true;
    asked = false;
    splice = null;
    long at = offset(value);
    if (value.currentToken() == JsonToken.VALUE_NULL) {
      splice = replace(at, "null", "{" + ASKS + "}");
    } else if (value.currentToken() == JsonToken.START_OBJECT) {
      readObject(value, at + 1);
    }
  }

  private void readObject(JsonParser json, long afterBrace) {
    boolean empty = true;
    boolean told = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      empty = false;
      boolean isOurs = json.currentName().equals(INCLUDE_USAGE);
      JsonToken value = json.nextToken();
      if (isOurs) {
        told = true;
        asked = value == JsonToken.VALUE_TRUE;
        splice =
            switch (value) {
              case VALUE_FALSE -> replace(offset(json), "false", "true");
              case VALUE_NULL -> replace(offset(json), "null", "true");
              default -> null; // asked already, or the provider will refuse it
            };
      }
      json.skipChildren();
    }
    if (!told) {
      splice = new Splice(afterBrace, afterBrace, JsonText.utf8(empty ? ASKS : ASKS + ","));
    }
  }

  /**
   * Null where it asks already or cannot be made to ask.
   *
   * @param afterRootBrace offset of the byte behind the root object's brace
   */
  @Nullable Splice splice(long afterRootBrace) {
    if (memberSeen) {
      return asked ? null : splice;
    }
    return new Splice(
        afterRootBrace, afterRootBrace, JsonText.utf8("\"" + MEMBER + "\":{" + ASKS + "},"));
  }

  private static Splice replace(long at, String token, String by) {
    return new Splice(at, at + token.length(), JsonText.utf8(by));
  }

  private static long offset(JsonParser json) {
    return json.currentTokenLocation().getByteOffset();
  }
}
