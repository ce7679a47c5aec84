package ai.meterr.providers.openai;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Where a frame's chunk carries usage at its root.
 *
 * @param isUsageOnly whether it is the chunk that exists only because usage was asked for
 * @param nulls members {@code "usage":null}, each with the comma that its absence would save
 */
record UsageInFrame(boolean isUsageOnly, List<Cut> nulls) {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final UsageInFrame NOTHING = new UsageInFrame(false, List.of());
  private static final int NULL_LENGTH = 4;

  /** Bytes from (included) to (excluded) of the frame. */
  record Cut(int from, int to) {}

  static UsageInFrame find(byte[] frame) {
    int data = onlyDataLine(frame);
    if (data < 0) {
      return NOTHING;
    }
    int length = lineEnd(frame, data) - data;
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), frame, data, length)) {
      return json.nextToken() == JsonToken.START_OBJECT ? find(json, frame, data) : NOTHING;
    } catch (JacksonException notJson) {
      return NOTHING;
    }
  }

  private static UsageInFrame find(JsonParser json, byte[] frame, int data) {
    List<Cut> found = new ArrayList<>(1);
    boolean usage = false;
    boolean noChoices = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      int nameAt = data + Math.toIntExact(json.currentTokenLocation().getByteOffset());
      JsonToken value = json.nextToken();
      if (name.equals("usage")) {
        usage = value == JsonToken.START_OBJECT;
        if (value == JsonToken.VALUE_NULL) {
          int valueAt = data + Math.toIntExact(json.currentTokenLocation().getByteOffset());
          found.add(new Cut(nameAt, valueAt + NULL_LENGTH));
        }
      } else if (name.equals("choices") && value == JsonToken.START_ARRAY) {
        noChoices = json.nextToken() == JsonToken.END_ARRAY;
        skipRestOfArray(json);
        continue;
      }
      json.skipChildren();
    }
    // only now is it sure that something follows each of them
    return new UsageInFrame(
        usage && noChoices, found.stream().map(member -> withComma(frame, member)).toList());
  }

  private static void skipRestOfArray(JsonParser json) {
    while (json.currentToken() != JsonToken.END_ARRAY) {
      json.skipChildren();
      json.nextToken();
    }
  }

  /** The member from the comma before it, else up to what follows the comma behind it. */
  private static Cut withComma(byte[] frame, Cut member) {
    int before = member.from - 1;
    while (isSpace(frame[before])) {
      before--;
    }
    if (frame[before] == ',') {
      return new Cut(before, member.to);
    }
    int behind = member.to;
    while (isSpace(frame[behind])) {
      behind++;
    }
    if (frame[behind] != ',') {
      return member;
    }
    behind++;
    while (isSpace(frame[behind])) {
      behind++;
    }
    return new Cut(member.from, behind);
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** Where the data begin, or negative where the frame has no data or several lines of it. */
  private static int onlyDataLine(byte[] frame) {
    int found = -1;
    for (int line = 0; line < frame.length; line = lineEnd(frame, line) + 1) {
      if (startsWithData(frame, line)) {
        if (found >= 0) {
          return -1;
        }
        found = line + 5;
      }
    }
    return found;
  }

  private static boolean startsWithData(byte[] frame, int at) {
    return frame.length - at > 5
        && frame[at] == 'd'
        && frame[at + 1] == 'a'
        && frame[at + 2] == 't'
        && frame[at + 3] == 'a'
        && frame[at + 4] == ':';
  }

  private static int lineEnd(byte[] frame, int from) {
    int end = from;
    while (end < frame.length && frame[end] != '\n' && frame[end] != '\r') {
      end++;
    }
    return end;
  }
}
