package ai.meterr.tokens;

import java.util.Arrays;

/** Java's characters as UTF-8; half of a surrogate pair becomes U+FFFD, as tiktoken has it. */
public final class Utf16 {
  private Utf16() {}

  public static byte[] toUtf8(CharSequence text) {
    int length = text.length();
    byte[] utf8 = new byte[Math.max(16, length)];
    int to = 0;
    for (int at = 0; at < length; at++) {
      if (to + 4 > utf8.length) {
        utf8 =
            Arrays.copyOf(
                utf8,
                Math.toIntExact(Math.min(Integer.MAX_VALUE - 8L, to + 3L * (length - at) + 4)));
      }
      char unit = text.charAt(at);
      if (unit < 0x80) {
        utf8[to++] = (byte) unit;
      } else if (unit < 0x800) {
        utf8[to++] = (byte) (0xc0 | unit >> 6);
        utf8[to++] = (byte) (0x80 | unit & 0x3f);
      } else if (Character.isHighSurrogate(unit)
          && at + 1 < length
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        int codePoint = Character.toCodePoint(unit, text.charAt(++at));
        utf8[to++] = (byte) (0xf0 | codePoint >> 18);
        utf8[to++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
        utf8[to++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
        utf8[to++] = (byte) (0x80 | codePoint & 0x3f);
      } else {
        int codePoint = Character.isSurrogate(unit) ? 0xfffd : unit;
        utf8[to++] = (byte) (0xe0 | codePoint >> 12);
        utf8[to++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
        utf8[to++] = (byte) (0x80 | codePoint & 0x3f);
      }
    }
    return to == utf8.length ? utf8 : Arrays.copyOf(utf8, to);
  }
}
