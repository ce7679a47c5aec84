package ai.meterr.tokens.chat;

import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.TokenCut;
import ai.meterr.tokens.Utf16;
import ai.meterr.tokens.chat.Conversation.Call;
import ai.meterr.tokens.chat.Conversation.Message;
import ai.meterr.tokens.chat.Conversation.Tool;
import java.util.Arrays;

/** How much of each {@link Feature} a text or a conversation has. */
public final class Features {
  private final double[] amounts = new double[Feature.COUNT];

  private Features() {}

  /** Of nothing. */
  public static Features none() {
    return new Features();
  }

  /** Of a text that stands alone: nothing is around it. */
  public static Features of(Encoding base, byte[] utf8) {
    var features = new Features();
    features.addText(base, utf8);
    return features;
  }

  /** Of all that is text in a conversation, and of what it is made of. */
  public static Features of(Encoding base, Conversation conversation) {
    var features = new Features();
    for (Message message : conversation.messages()) {
      features.add(Feature.MESSAGE, 1);
      features.addText(base, Utf16.toUtf8(message.text()));
      for (Call call : message.calls()) {
        features.add(Feature.CALL, base.count(call.function()) + base.count(call.arguments()));
      }
    }
    for (Tool tool : conversation.tools()) {
      features.add(Feature.TOOL, 1);
      features.add(Feature.SCHEMA, base.count(tool.json()));
    }
    features.add(Feature.SCHEMA, base.count(conversation.answerFormat()));
    features.add(Feature.FORMAT, conversation.answerFormat().isEmpty() ? 0 : 1);
    features.add(Feature.TOOLS, conversation.tools().isEmpty() ? 0 : 1);
    features.add(Feature.CONSTANT, 1);
    return features;
  }

  /** The sum of two. */
  public Features plus(Features other) {
    var sum = new Features();
    for (int i = 0; i < amounts.length; i++) {
      sum.amounts[i] = amounts[i] + other.amounts[i];
    }
    return sum;
  }

  public double amount(Feature feature) {
    return amounts[feature.ordinal()];
  }

  private void add(Feature feature, double amount) {
    amounts[feature.ordinal()] += amount;
  }

  private void addText(Encoding base, byte[] utf8) {
    TokenCut cut = base.cut(utf8);
    byte[] text = cut.utf8();
    Feature kind = Feature.OTHER;
    int from = 0;
    for (int end : cut.ends()) {
      kind = kind(text, from, end, kind);
      add(kind, 1);
      from = end;
    }
  }

  /** By the first character that is no space; a token that goes on inside one is of its kind. */
  private static Feature kind(byte[] text, int from, int end, Feature before) {
    int at = from;
    while (at < end && text[at] >= 0 && text[at] <= ' ') {
      at++;
    }
    if (at == end) {
      return Feature.SPACE;
    }
    int first = text[at] & 0xff;
    if (first < 0x80) {
      int small = first | 0x20;
      boolean letter = small >= 'a' && small <= 'z';
      boolean digit = first >= '0' && first <= '9';
      return letter ? Feature.LATIN : digit ? Feature.DIGITS : Feature.PUNCTUATION;
    }
    if (first < 0xc0) {
      return before;
    }
    if (first < 0xe0) {
      // U+00A0 to U+00BF are signs, then Latin letters with marks up to U+02AF
      return first == 0xc2 ? Feature.PUNCTUATION : first < 0xcb ? Feature.LATIN : Feature.OTHER;
    }
    // U+2000 to U+2FFF are signs; kana, ideographs and Hangul lie from there to U+D7FF
    boolean cjk = first >= 0xe3 && first <= 0xed;
    return cjk ? Feature.CJK : first == 0xe2 ? Feature.PUNCTUATION : Feature.OTHER;
  }

  @Override
  public String toString() {
    return Arrays.toString(amounts);
  }
}
