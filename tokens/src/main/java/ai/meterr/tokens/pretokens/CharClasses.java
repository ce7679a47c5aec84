package ai.meterr.tokens.pretokens;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The class of a character in UTF-8, as bits. Bytes that are no UTF-8 are characters of class
 * {@link #OTHER}, each by itself.
 */
final class CharClasses {
  /** Upper and title case letters. */
  static final int UPPER = 1;

  /** Lower case letters. */
  static final int LOWER = 1 << 1;

  /** Letters without case, modifiers included. */
  static final int CASELESS = 1 << 2;

  static final int MARK = 1 << 3;
  static final int NUMBER = 1 << 4;

  /** White space, line ends included. */
  static final int SPACE = 1 << 5;

  /** Punctuation and symbols. */
  static final int PUNCTUATION = 1 << 6;

  /** Carriage return and line feed. */
  static final int LINE_END = 1 << 7;

  /** Controls, formats, unassigned code points. */
  static final int OTHER = 0;

  static final int LETTER = UPPER | LOWER | CASELESS;

  /** Where the length in bytes stands in what {@link #at} returns. */
  static final int LENGTH_SHIFT = 8;

  private static final int BASIC_PLANE = 0x10000;
  private static final int PAGE_BITS = 6;
  private static final int ONE_BYTE = 1 << LENGTH_SHIFT;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** By code point, up to U+FFFF: most texts ask for nothing else. */
  private final byte[] basic;

  /** Above U+FFFF: pages of 64 code points, equal ones once. */
  private final short[] pageOf = new short[0x110000 >> PAGE_BITS];

  private final byte[] pages;

  private CharClasses(byte[] byCodePoint) {
    Map<String, Integer> known = new HashMap<>();
    byte[] all = new byte[byCodePoint.length];
    for (int page = BASIC_PLANE >> PAGE_BITS; page < pageOf.length; page++) {
      int from = page << PAGE_BITS;
      String content = new String(byCodePoint, from, 1 << PAGE_BITS, StandardCharsets.ISO_8859_1);
      Integer at = known.get(content);
      if (at == null) {
        at = known.size();
        System.arraycopy(byCodePoint, from, all, at << PAGE_BITS, 1 << PAGE_BITS);
        known.put(content, at);
      }
      pageOf[page] = at.shortValue();
    }
    basic = Arrays.copyOf(byCodePoint, BASIC_PLANE);
    pages = Arrays.copyOf(all, known.size() << PAGE_BITS);
  }

  /** The classes of Unicode 16, which tiktoken 0.14 has. */
  static CharClasses unicode16() {
    byte[] byCodePoint = new byte[0x110000];
    try (var in = CharClasses.class.getResourceAsStream("unicode-16.txt")) {
      if (in == null) {
        throw new IllegalStateException("the table of Unicode classes is missing");
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      int from = 0;
      int current = OTHER;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        int start = Integer.parseInt(line, 0, space, 16);
        Arrays.fill(byCodePoint, from, start, (byte) current);
        current = named(line.charAt(space + 1));
        from = start;
      }
      Arrays.fill(byCodePoint, from, byCodePoint.length, (byte) current);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CharClasses(byCodePoint);
  }

  private static int named(char letter) {
    return switch (letter) {
      case 'U' -> UPPER;
      case 'l' -> LOWER;
      case 'c' -> CASELESS;
      case 'm' -> MARK;
      case 'n' -> NUMBER;
      case 'w' -> SPACE;
      case 'r' -> SPACE | LINE_END;
      case 'p' -> PUNCTUATION;
      case 'o' -> OTHER;
      default -> throw new IllegalStateException("unknown class " + letter);
    };
  }

  /** The class of a code point. */
  int of(int codePoint) {
    return codePoint < BASIC_PLANE
        ? basic[codePoint] & 0xff
        : pages[(pageOf[codePoint >> PAGE_BITS] << PAGE_BITS) | (codePoint & 63)] & 0xff;
  }

  /**
   * Class and length in bytes of the character at {@code i}; see {@link #LENGTH_SHIFT}.
   *
   * @param end where the text ends; {@code i} is before it
   */
  int at(byte[] bytes, int i, int end) {
    int first = bytes[i];
    if (first >= 0) {
      return basic[first] & 0xff | ONE_BYTE;
    }
    if (i + 4 <= end) {
      int word = (int) INTS.get(bytes, i);
      if ((word & 0xc0c0f0) == 0x8080e0) {
        int codePoint = (word & 0xf) << 12 | word >> 2 & 0xfc0 | word >> 16 & 0x3f;
        return basic[codePoint] & 0xff | 3 << LENGTH_SHIFT;
      }
      if ((word & 0xc0e0) == 0x80c0 && (word & 0x1e) != 0) {
        return basic[(word & 0x1f) << 6 | word >> 8 & 0x3f] & 0xff | 2 << LENGTH_SHIFT;
      }
    }
    return atSlowly(bytes, i, end);
  }

  private int atSlowly(byte[] bytes, int i, int end) {
    int first = bytes[i];
    if (first >= (byte) 0xf8 || first < (byte) 0xc2 || i + 1 >= end) {
      return OTHER | ONE_BYTE;
    }
    if ((bytes[i + 1] & 0xc0) != 0x80) {
      return OTHER | ONE_BYTE;
    }
    int second = bytes[i + 1] & 0x3f;
    if (first < (byte) 0xe0) {
      return basic[(first & 0x1f) << 6 | second] & 0xff | 2 << LENGTH_SHIFT;
    }
    if (i + 2 >= end || (bytes[i + 2] & 0xc0) != 0x80) {
      return OTHER | ONE_BYTE;
    }
    int third = bytes[i + 2] & 0x3f;
    if (first < (byte) 0xf0) {
      return of((first & 0xf) << 12 | second << 6 | third) | 3 << LENGTH_SHIFT;
    }
    int codePoint = (first & 7) << 18 | second << 12 | third << 6;
    if (i + 3 >= end || (bytes[i + 3] & 0xc0) != 0x80 || codePoint >= 0x110000) {
      return OTHER | ONE_BYTE;
    }
    return of(codePoint | bytes[i + 3] & 0x3f) | 4 << LENGTH_SHIFT;
  }
}
